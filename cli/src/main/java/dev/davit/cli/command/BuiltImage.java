package dev.davit.cli.command;

import dev.davit.app.App;
import dev.davit.app.Base;
import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.build.Built;
import dev.davit.build.ImageBuild;
import dev.davit.build.runtime.Jdk;
import dev.davit.image.Image;
import dev.davit.image.ImageIndex;
import dev.davit.image.ImageReference;
import dev.davit.image.Platform;
import dev.davit.image.registry.PushListener;
import dev.davit.image.registry.RegistryClient;
import dev.davit.image.store.ImageStore;
import dev.davit.image.store.Lease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/**
 * An image in the store of this machine, and what making it cost.
 *
 * @param lease keeps its layers, whatever happens to its name, until this is closed
 */
record BuiltImage(ImageStore store, Lease lease, ImageReference name, Built built, double seconds)
        implements AutoCloseable {
    /** Builds the app's image, as far as that has not been done before, and tags it in the store. */
    static BuiltImage of(App app, BuildChoices choices, boolean aot, Session session, Progress progress) {
        long started = System.nanoTime();
        ImageReference name = name(app);
        try (var step = progress.begin("build")) {
            ImageStore store = ImageStore.open(session.folders().images());
            Lease lease = store.lease();
            try {
                Jdk jdk = Jdk.at(Path.of(System.getProperty("java.home")));
                Built built = new ImageBuild(store, session.folders().cache(), jdk, choices.registries(session))
                        .build(app, choices.options(app, aot), step);
                store.tag(name, built.digest());
                step.done(built.changed() ? summary(built) : "unchanged");
                return new BuiltImage(store, lease, name, built, (System.nanoTime() - started) / 1e9);
            } catch (IOException | RuntimeException e) {
                lease.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the app's image is called: the description's repository, else the app's name. */
    static ImageReference name(App app) {
        return app.image()
                .repository()
                .orElseGet(() -> ImageReference.parse(app.name().value()));
    }

    private static String summary(Built built) {
        return built.index()
                .map(index -> String.format(
                        Locale.ROOT, "%d platforms, %.1f MB", index.images().size(), built.size() / 1e6))
                .orElseGet(() -> String.format(
                        Locale.ROOT,
                        "%d layers, %.1f MB",
                        built.image().layers().size(),
                        built.size() / 1e6));
    }

    /** The same image under another name. */
    BuiltImage named(ImageReference other) {
        return new BuiltImage(store, lease, other, built, seconds);
    }

    @Override
    public void close() {
        lease.close();
    }

    /** The image for this machine's platform if there is such, else the first. */
    Image image() {
        return built.image();
    }

    /**
     * The image that tasks on this machine are started from.
     *
     * @throws Failure when it was built for other platforms only
     */
    Image here() {
        Platform built = image().config().platform();
        Platform here = Base.here();
        if (!here.runs(built)) {
            throw Failure.of(
                            Failure.Category.USAGE,
                            "the image is for " + built + " and cannot run on this machine, which is " + here)
                    .withFix("add " + here + " to image.platforms in davit.yaml");
        }
        return image();
    }

    /** The images for all platforms. */
    List<Image> images() {
        return built.index().map(ImageIndex::images).orElseGet(() -> List.of(image()));
    }

    /** Makes a registry have the image, or the index with all its images, under this name. */
    void push(RegistryClient registry, ImageReference target, PushListener listener) throws IOException {
        if (built.index().isPresent()) {
            registry.push(built.index().get(), target, listener);
            built.index().get().images().forEach(image -> store.noteRepository(image, target));
        } else {
            registry.push(image(), target, listener);
            store.noteRepository(image(), target);
        }
    }

    /** {@code registry/repository@sha256:...}, which names these bytes and no others. */
    String reference() {
        return name.name() + "@" + built.digest();
    }

    ObjectNode json() {
        return Json.object()
                .put("reference", reference())
                .put("digest", built.digest().toString())
                .put("size", built.size())
                .put("layers", image().layers().size())
                .put("seconds", Math.round(seconds * 1000) / 1000.0);
    }
}
