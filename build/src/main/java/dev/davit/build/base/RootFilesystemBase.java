package dev.davit.build.base;

import dev.davit.app.Base;
import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.build.layer.LayerCache;
import dev.davit.build.layer.LayerPlan;
import dev.davit.image.ContainerConfig;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageConfig.History;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import dev.davit.image.Platform;
import dev.davit.image.rootfs.ImageFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A base that lies on this machine as a folder or a tar archive. It becomes one layer. */
final class RootFilesystemBase implements BaseWork {
    private final Base base;
    private final Path path;
    private final Platform platform;
    private final LayerCache layers;
    private final BaseNotes notes;
    private final Once<Content> content = new Once<>(this::look);
    private final Once<List<BaseImage>> images = new Once<>(this::make);
    private volatile Progress progress = Progress.NONE;

    RootFilesystemBase(Base base, Path path, Platform platform, LayerCache layers, BaseNotes notes) {
        this.base = base;
        this.path = path;
        this.platform = platform;
        this.layers = layers;
        this.notes = notes;
    }

    /** What the root file system holds: its key, and the plan where that had to be made to know it. */
    private record Content(Digest key, Optional<LayerPlan> plan) {}

    @Override
    public String identity() throws IOException {
        return content.get().key() + " " + platform;
    }

    @Override
    public Optional<ImageReference> pin() {
        return Optional.empty();
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
        content.end();
    }

    private Content look() throws IOException {
        RootSource source = source();
        Optional<Digest> known = notes.content(path, source.state());
        if (known.isPresent()) {
            return new Content(known.get(), Optional.empty());
        }
        long now = System.currentTimeMillis();
        LayerPlan plan = plan(source);
        if (source.isSettled(now)) {
            notes.content(path, source.state(), plan.key());
        }
        return new Content(plan.key(), Optional.of(plan));
    }

    private RootSource source() throws IOException {
        if (Files.isDirectory(path)) {
            return RootFolder.of(path);
        }
        if (Files.isRegularFile(path)) {
            return RootArchive.of(path);
        }
        throw Failure.of(Failure.Category.BUILD, base.shown() + ": there is no folder and no file of that name")
                .withFix("name a root file system, or an image without a path: 'base: eclipse-temurin:25-jre'");
    }

    private LayerPlan plan(RootSource source) throws IOException {
        try {
            return source.plan();
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IllegalArgumentException | IOException e) {
            throw Failure.of(Failure.Category.BUILD, base.shown() + " cannot become a layer: " + e.getMessage())
                    .causedBy(e)
                    .withFix("take what is named out of the root file system");
        }
    }

    private List<BaseImage> make() throws IOException {
        try (Progress.Step step = progress.begin("base")) {
            step.update(path.toString());
            Content held = content.get();
            Optional<Layer> known = layers.find(held.key());
            Layer layer;
            if (known.isPresent()) {
                layer = known.get();
                step.skipped("unchanged");
            } else {
                LayerPlan plan = held.plan().isPresent() ? held.plan().get() : plan(source());
                layer = layers.get(plan).layer();
                step.done(
                        String.format(Locale.ROOT, "%.1f MB", layer.descriptor().size() / 1e6));
            }
            return List.of(new BaseImage(base, Optional.empty(), image(layer), java(layer)));
        }
    }

    private Image image(Layer layer) {
        ImageConfig config = ImageConfig.of(
                        platform,
                        Optional.empty(),
                        ContainerConfig.builder()
                                .env("PATH", BaseJava.DEFAULT_PATH)
                                .build())
                .withHistory(List.of(new History(Optional.empty(), "davit build: base", "", false)));
        return Image.of(config, List.of(layer), Map.of());
    }

    private Optional<BaseJava> java(Layer layer) throws IOException {
        Optional<BaseJava> known = notes.java(layer.diffId());
        if (known.isPresent()) {
            return known;
        }
        ImageFiles files = ImageFiles.of(List.of(layer), BaseJava::needs);
        Optional<BaseJava> found = BaseJava.find(ContainerConfig.builder().build(), files);
        if (found.isPresent()) {
            notes.java(layer.diffId(), found.get());
        }
        return found;
    }
}
