package dev.davit.cli.command;

import dev.davit.app.App;
import dev.davit.app.Progress;
import dev.davit.build.Built;
import dev.davit.build.ImageBuild;
import dev.davit.build.runtime.Jdk;
import dev.davit.image.Image;
import dev.davit.image.ImageReference;
import dev.davit.image.store.ImageStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** An image in the store of this machine, and what making it cost. */
record BuiltImage(ImageStore store, ImageReference name, Built built, double seconds) {
    /** Builds the app's image, as far as that has not been done before, and tags it in the store. */
    static BuiltImage of(App app, boolean aot, Session session, Progress progress) {
        long started = System.nanoTime();
        ImageReference name = name(app);
        try (var step = progress.begin("build")) {
            ImageStore store = ImageStore.open(session.folders().images());
            Jdk jdk = Jdk.at(Path.of(System.getProperty("java.home")));
            Built built = new ImageBuild(store, session.folders().cache(), jdk).build(app, aot, step);
            store.tag(name, built.image().digest());
            step.done(built.changed() ? summary(built.image()) : "unchanged");
            return new BuiltImage(store, name, built, (System.nanoTime() - started) / 1e9);
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

    private static String summary(Image image) {
        return String.format(Locale.ROOT, "%d layers, %.1f MB", image.layers().size(), image.size() / 1e6);
    }

    /** The same image under another name. */
    BuiltImage named(ImageReference other) {
        return new BuiltImage(store, other, built, seconds);
    }

    Image image() {
        return built.image();
    }

    /** {@code registry/repository@sha256:...}, which names these bytes and no others. */
    String reference() {
        return name.name() + "@" + image().digest();
    }

    ObjectNode json() {
        return Json.object()
                .put("reference", reference())
                .put("digest", image().digest().toString())
                .put("size", image().size())
                .put("layers", image().layers().size())
                .put("seconds", Math.round(seconds * 1000) / 1000.0);
    }
}
