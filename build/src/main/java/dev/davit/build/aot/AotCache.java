package dev.davit.build.aot;

import dev.davit.app.App;
import dev.davit.app.Progress;
import dev.davit.build.layer.LayerCache;
import dev.davit.build.layer.LayerPlan;
import dev.davit.image.ContainerConfig;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageConfig.History;
import dev.davit.image.Layer;
import dev.davit.image.Platform;
import dev.davit.image.store.ImageStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Puts an AOT cache on top of Java images, trained by starting the application. A cache is trained once for what it
 * depends on and found again in the store. An image that no cache can be made for stays as it is, and progress says why.
 * Safe for use by many threads and processes at once.
 */
public final class AotCache {
    /** Where the cache is in the image. */
    public static final String FILE = "/app/app.aot";

    private static final int MODE = 0644;

    private final ImageStore store;
    private final LayerCache layers;
    private final Refusals refusals;
    private final Path work;

    /** @param cache where notes and files for the time of the work are kept */
    public AotCache(ImageStore store, LayerCache layers, Path cache) {
        this.store = store;
        this.layers = layers;
        this.refusals = new Refusals(cache.resolve("aot"));
        this.work = cache.resolve("work");
    }

    /** The image with a cache, stored; or the image itself where there can be none. */
    public Image addTo(Image image, App app, Progress progress) throws IOException {
        try (Progress.Step step = progress.begin("aot cache")) {
            Optional<JavaCommand> command =
                    JavaCommand.parse(image.config().container().entrypoint());
            Optional<String> why = impossible(image, command);
            if (command.isEmpty() || why.isPresent()) {
                step.skipped(why.orElse("the image does not start with a java command"));
                return image;
            }
            Training training = new Training(image, command.get(), app);
            Optional<Layer> known = layers.find(training.key());
            if (known.isPresent()) {
                step.skipped("unchanged");
                return store.put(with(image, command.get(), known.get()));
            }
            Optional<String> refusal = refusals.find(training);
            if (refusal.isPresent()) {
                step.skipped(refusal.get() + " (not tried again until something changes)");
                return image;
            }
            return train(training, image, step);
        }
    }

    private static Optional<String> impossible(Image image, Optional<JavaCommand> command) {
        Platform platform = image.config().platform();
        if (!Platform.current().runs(platform)) {
            return Optional.of("an image for " + platform + " cannot be started on " + Platform.current());
        }
        return command.flatMap(JavaCommand::ownCache).map(option -> "the description's options have " + option);
    }

    private Image train(Training training, Image image, Progress.Step step) throws IOException {
        try (TrainingRoom room = TrainingRoom.open(image, work)) {
            return switch (training.run(room, step)) {
                case Training.Trained trained -> {
                    Layer layer = layers.make(training.key(), plan(room.cache()));
                    step.done(outcome(layer, trained));
                    yield store.put(with(image, training.command(), layer));
                }
                case Training.Refused refused -> {
                    refusals.add(training, refused);
                    step.skipped(refused.why());
                    yield image;
                }
            };
        }
    }

    private static LayerPlan plan(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new LayerPlan().file(FILE, file, Digest.sha256(in), MODE);
        }
    }

    private static Image with(Image image, JavaCommand command, Layer layer) {
        ImageConfig old = image.config();
        ContainerConfig container =
                old.container().toBuilder().entrypoint(command.using(FILE)).build();
        List<History> history = new ArrayList<>(old.history());
        history.add(new History(Optional.empty(), "davit build: aot cache", "", false));
        List<Layer> all = new ArrayList<>(image.layers());
        all.add(layer);
        ImageConfig config = old.withContainer(container).withHistory(history);
        return Image.of(config, all, image.manifest().annotations());
    }

    private static String outcome(Layer layer, Training.Trained trained) {
        return String.format(
                Locale.ROOT,
                "%.1f MB, accepted by a second start; while it was recorded the app answered after %.1f s",
                layer.descriptor().size() / 1e6,
                trained.millis() / 1000.0);
    }
}
