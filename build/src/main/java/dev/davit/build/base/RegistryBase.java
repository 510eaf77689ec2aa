package dev.davit.build.base;

import dev.davit.app.Base;
import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageReference;
import dev.davit.image.Platform;
import dev.davit.image.registry.RegistryClient;
import dev.davit.image.registry.RegistryException;
import dev.davit.image.rootfs.ImageFiles;
import dev.davit.image.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A base that comes from a registry: its tag is asked for once, then its digest counts, and the store has its layers. */
final class RegistryBase implements BaseWork {
    private final Base base;
    private final ImageReference reference;
    private final List<Platform> platforms;
    private final ImageStore store;
    private final BaseNotes notes;
    private final Once<RegistryClient> client;
    private final Once<ImageReference> pin;
    private final Once<List<BaseImage>> images;
    private volatile Progress progress = Progress.NONE;

    /** @param pinned what counts without asking the registry, if known */
    RegistryBase(
            Base base,
            ImageReference reference,
            Optional<ImageReference> pinned,
            boolean pull,
            List<Platform> platforms,
            ImageStore store,
            Registries registries,
            BaseNotes notes) {
        this.base = base;
        this.reference = reference;
        this.platforms = platforms;
        this.store = store;
        this.notes = notes;
        this.client = new Once<>(registries::open);
        this.pin = new Once<>(() -> pinned.isPresent() ? pinned.get() : resolve(pull));
        this.images = new Once<>(this::fetch);
    }

    @Override
    public String identity() throws IOException {
        return pin.get().digest().orElseThrow() + " " + platforms;
    }

    @Override
    public Optional<ImageReference> pin() throws IOException {
        return Optional.of(pin.get());
    }

    @Override
    public void start(Progress watching) {
        progress = watching;
        images.start();
    }

    @Override
    public List<BaseImage> images() throws IOException {
        return images.get();
    }

    @Override
    public void close() {
        images.end();
        pin.end();
        client.value().ifPresent(RegistryClient::close);
    }

    private ImageReference resolve(boolean pull) throws IOException {
        if (reference.digest().isPresent()) {
            return reference;
        }
        Digest digest;
        try {
            digest = client.get().head(reference).map(Descriptor::digest).orElseThrow(this::unknown);
        } catch (RegistryException e) {
            if (e.status().isPresent()) {
                throw failure(e);
            }
            Optional<Digest> before = pull ? Optional.empty() : notes.tag(reference);
            digest = before.isPresent() && isStored(before.get()) ? before.get() : fromMirror(e);
        }
        notes.tag(reference, digest);
        return at(digest);
    }

    /** Mirrors are asked for content, not for what a tag means in the registry that cannot be reached. */
    private Digest fromMirror(RegistryException unreachable) throws IOException {
        try {
            return platforms.size() == 1
                    ? client.get().image(reference, platforms.getFirst()).digest()
                    : client.get().index(reference).digest();
        } catch (RegistryException e) {
            unreachable.addSuppressed(e);
            throw failure(unreachable);
        }
    }

    private ImageReference at(Digest digest) {
        return new ImageReference(reference.registry(), reference.repository(), reference.tag(), Optional.of(digest));
    }

    private boolean isStored(Digest pinned) throws IOException {
        for (Platform platform : platforms) {
            if (stored(pinned, platform).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private Optional<Image> stored(Digest pinned, Platform platform) throws IOException {
        Optional<Digest> known = notes.image(pinned, platform);
        return known.isPresent() ? store.find(known.get()) : Optional.empty();
    }

    private List<BaseImage> fetch() throws IOException {
        try (Progress.Step step = progress.begin("base")) {
            step.update(reference.familiar());
            List<BaseImage> result = new ArrayList<>();
            long pulled = 0;
            for (Platform platform : platforms) {
                Optional<Image> stored = stored(pin.get().digest().orElseThrow(), platform);
                Image image = stored.isPresent() ? stored.get() : pull(platform, step);
                pulled += stored.isPresent() ? 0 : image.size();
                result.add(onThis(image));
            }
            if (pulled == 0) {
                step.skipped("pulled before");
            } else {
                step.done(String.format(Locale.ROOT, "%s, %.1f MB", reference.familiar(), pulled / 1e6));
            }
            return result;
        } catch (RegistryException e) {
            throw failure(e);
        }
    }

    private Image pull(Platform platform, Progress.Step step) throws IOException {
        Digest pinned = pin.get().digest().orElseThrow();
        step.update(reference.familiar() + " for " + platform);
        Image image = client.get().image(reference.withDigest(pinned), platform);
        Image stored = store.put(new Watching(step, reference.familiar()).over(image));
        notes.image(pinned, platform, stored.digest());
        return stored;
    }

    private BaseImage onThis(Image image) throws IOException {
        Optional<BaseJava> known = notes.java(image.digest());
        BaseJava java;
        if (known.isPresent()) {
            java = known.get();
        } else {
            ImageFiles files = ImageFiles.of(image.layers(), BaseJava::needs);
            java = BaseJava.find(image.config().container(), files)
                    .orElseThrow(() -> Failure.of(
                                    Failure.Category.BUILD,
                                    base.shown() + " has no java for "
                                            + image.config().platform() + ": looked in its JAVA_HOME, its PATH,"
                                            + " /opt and /usr/lib/jvm")
                            .withFix(
                                    "choose a base with a Java runtime, such as eclipse-temurin:25-jre, or 'base: scratch',"
                                            + " for which Davit links one"));
            notes.java(image.digest(), java);
        }
        return new BaseImage(
                base, Optional.of(image.digest()), Inherited.of(base, reference, image), Optional.of(java));
    }

    private Failure unknown() {
        return Failure.of(
                        Failure.Category.REGISTRY,
                        base.shown() + ": registry " + reference.registry() + " has no image " + reference.familiar())
                .withFix(base.place()
                        .map(place -> place.file().resolveSibling(reference.familiar()))
                        .filter(Files::exists)
                        .map(path ->
                                "if you mean the folder or file of that name, write './" + reference.familiar() + "'")
                        .orElse("check its name and its tag"));
    }

    private Failure failure(RegistryException e) {
        Failure failure = Failure.of(Failure.Category.REGISTRY, base.shown() + " cannot be pulled: " + e.problem())
                .causedBy(e);
        return e.nextStep().isEmpty() ? failure : failure.withFix(e.nextStep());
    }
}
