package dev.davit.image.registry;

import dev.davit.image.Content;
import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.ImageReference;
import dev.davit.image.MediaTypes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Makes a repository have something under a name. What it has already is not sent. */
final class Push {

    private static final int AT_ONCE = 8;
    private static final int UPLOADS_AT_ONCE = 4;
    private static final int MOUNTS_TRIED = 2;

    private final Repository repository;
    private final PushListener listener;
    private final Semaphore uploads = new Semaphore(UPLOADS_AT_ONCE);
    private final Set<Digest> listed = ConcurrentHashMap.newKeySet();

    Push(Repository repository, PushListener listener) {
        this.repository = repository;
        this.listener = listener;
    }

    /** Whether this tag, or digest, is the one of this manifest already. */
    boolean has(String name, Digest manifest) throws IOException {
        return repository
                .headManifest(name)
                .filter(there -> there.digest().equals(manifest))
                .isPresent();
    }

    /** Sends what is missing below the bundle, and then the bundle's own manifest under this name. */
    void send(Bundle bundle, String name) throws IOException {
        List<Bundle> missing = missing(bundle.children());
        List<Bundle> all = new ArrayList<>(missing);
        all.add(bundle);
        Map<Digest, Blob> blobs = new LinkedHashMap<>();
        for (Bundle part : all) {
            part.blobs().forEach((descriptor, content) -> {
                if (isDistributed(descriptor)) {
                    blobs.putIfAbsent(descriptor.digest(), new Blob(descriptor, content));
                }
            });
        }
        if (!blobs.isEmpty()) {
            Parallel.all(AT_ONCE, blobs.values(), this::blob);
        }
        children(bundle);
        if (repository.putManifest(name, bundle.document())) {
            listed.add(bundle.digest());
        }
    }

    /** Whether the registry said that it lists this manifest as one that refers to another. */
    boolean isListed(Digest manifest) {
        return listed.contains(manifest);
    }

    /** The bundles that are not here, with those below them that are not. A manifest that is here has all it needs. */
    private List<Bundle> missing(List<Bundle> children) throws IOException {
        if (children.isEmpty()) {
            return List.of();
        }
        List<Boolean> there =
                Parallel.all(AT_ONCE, children, child -> has(child.digest().toString(), child.digest()));
        List<Bundle> missing = new ArrayList<>();
        for (int i = 0; i < children.size(); i++) {
            if (!there.get(i)) {
                missing.addAll(missing(children.get(i).children()));
                missing.add(children.get(i));
            } else {
                listed.add(children.get(i).digest());
            }
        }
        return missing;
    }

    private void children(Bundle bundle) throws IOException {
        List<Bundle> wanted = bundle.children().stream()
                .filter(child -> !listed.contains(child.digest()))
                .toList();
        if (!wanted.isEmpty()) {
            Parallel.all(AT_ONCE, wanted, child -> {
                children(child);
                return repository.putManifest(child.digest().toString(), child.document());
            });
        }
    }

    private Digest blob(Blob blob) throws IOException {
        Descriptor descriptor = blob.descriptor();
        if (repository.hasBlob(descriptor.digest())) {
            listener.blobExists(descriptor);
            return descriptor.digest();
        }
        var upload =
                new Upload(repository, descriptor, blob.content(), sent -> listener.blobUploading(descriptor, sent));
        Optional<ImageReference> mounted = mount(upload, blob);
        if (mounted.isPresent()) {
            listener.blobMounted(descriptor, mounted.get());
            return descriptor.digest();
        }
        try {
            uploads.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The push was interrupted");
        }
        try {
            upload.run();
        } catch (UnreadableContent e) {
            throw e.source();
        } finally {
            uploads.release();
        }
        listener.blobUploaded(descriptor);
        return descriptor.digest();
    }

    private Optional<ImageReference> mount(Upload upload, Blob blob) throws IOException {
        List<ImageReference> others = blob.content().repositories().stream()
                .filter(other -> other.registry().equals(repository.connection().registry())
                        && !other.repository().equals(repository.name()))
                .limit(MOUNTS_TRIED)
                .toList();
        for (ImageReference other : others) {
            if (upload.mount(other.repository())) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }

    /** Layers that only their vendor may hand out lie where their URLs say, not in registries. */
    private static boolean isDistributed(Descriptor blob) {
        return !MediaTypes.isForeign(blob.mediaType());
    }

    private record Blob(Descriptor descriptor, Content content) {}
}
