package dev.davit.image.registry;

import dev.davit.image.Content;
import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Pushes images. Registries on this machine's loopback addresses are spoken to in plain HTTP, all others through TLS
 * unless they were named insecure. Safe for use by many threads; whoever makes one closes it.
 */
public final class RegistryClient implements AutoCloseable {

    private static final int UPLOADS_AT_ONCE = 4;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final Set<String> insecure;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /** A client that trusts no network but the loopback. */
    public RegistryClient() {
        this(Set.of());
    }

    /**
     * A client with exceptions.
     *
     * @param insecure registries, such as {@code registry.test:5000}, that are spoken to in plain HTTP
     */
    public RegistryClient(Set<String> insecure) {
        this.insecure = Set.copyOf(insecure);
    }

    /**
     * Makes the registry have this image under this name. What it has already is not sent again; when it has all of it,
     * that costs one request.
     *
     * @param target names the tag to set, or the image's own digest, or both
     * @return the same repository with the image's digest, which is what a deployment should name
     * @throws RegistryException when the registry refuses, or cannot be reached
     * @throws IllegalArgumentException when the target names another digest than the image's
     */
    public ImageReference push(Image image, ImageReference target, PushListener listener) throws IOException {
        if (target.digest().isPresent() && !target.digest().get().equals(image.digest())) {
            throw new IllegalArgumentException(
                    "Cannot push image " + image.digest() + " as " + target + ": the digest is another one");
        }
        var repository = new Repository(RegistryAddress.of(target, insecure), http);
        ImageReference published = target.withDigest(image.digest());
        String name = target.tag().orElseGet(() -> image.digest().toString());
        if (repository
                .manifestDigest(name, image.manifest().mediaType())
                .filter(image.digest().toString()::equals)
                .isPresent()) {
            listener.manifestExists(published);
            return published;
        }
        pushBlobs(repository, blobs(image), listener);
        repository.putManifest(name, image.manifest());
        listener.manifestPushed(published);
        return published;
    }

    /** Stops what is under way. */
    @Override
    public void close() {
        http.shutdownNow();
    }

    private static Map<Digest, Blob> blobs(Image image) {
        Map<Digest, Blob> blobs = new LinkedHashMap<>();
        for (Layer layer : image.layers()) {
            blobs.putIfAbsent(layer.descriptor().digest(), new Blob(layer.descriptor(), layer.content()));
        }
        byte[] config = image.configBytes();
        blobs.putIfAbsent(
                image.manifest().config().digest(),
                new Blob(image.manifest().config(), () -> new ByteArrayInputStream(config)));
        return blobs;
    }

    private static void pushBlobs(Repository repository, Map<Digest, Blob> blobs, PushListener listener)
            throws IOException {
        var turns = new Semaphore(UPLOADS_AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var pushes = new ExecutorCompletionService<Digest>(threads);
            for (Blob blob : blobs.values()) {
                pushes.submit(() -> {
                    turns.acquire();
                    try {
                        push(repository, blob, listener);
                    } finally {
                        turns.release();
                    }
                    return blob.descriptor().digest();
                });
            }
            try {
                for (int i = 0; i < blobs.size(); i++) {
                    pushes.take().get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("The push was interrupted");
            }
        }
    }

    private static void push(Repository repository, Blob blob, PushListener listener) throws IOException {
        if (repository.hasBlob(blob.descriptor().digest())) {
            listener.blobExists(blob.descriptor());
            return;
        }
        repository.upload(blob.descriptor(), blob.content(), sent -> listener.blobUploading(blob.descriptor(), sent));
        listener.blobUploaded(blob.descriptor());
    }

    private record Blob(Descriptor descriptor, Content content) {}
}
