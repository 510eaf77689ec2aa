package dev.davit.build;

import dev.davit.build.base.BaseImage;
import dev.davit.build.java.CompiledApplication;
import dev.davit.build.java.JavaImage;
import dev.davit.build.revision.Commit;
import dev.davit.image.ContainerConfig;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageConfig.History;
import dev.davit.image.Layer;
import dev.davit.image.Platform;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Says in an image what it is and where it comes from, by OCI annotations and by labels of the same names. Only these
 * know the commit: the layers do not, and so stay the same over commits that do not touch them. Where the source is no
 * clean checkout the time is the epoch, so that the digest depends on content alone.
 */
final class Labels {
    private static final String PREFIX = "org.opencontainers.image.";
    private static final String CREATED = PREFIX + "created";
    private static final String REVISION = PREFIX + "revision";

    private Labels() {}

    static Image image(CompiledApplication app, JavaImage.Assembled assembled, Optional<Commit> commit) {
        Map<String, String> labels = new TreeMap<>();
        // Not the name of the service, which by default is that of the folder the source happens to lie in.
        labels.put(PREFIX + "title", app.application().name());
        app.about().version().ifPresent(version -> labels.put(PREFIX + "version", version));
        app.about().sourceUrl().ifPresent(url -> labels.put(PREFIX + "source", url));
        app.about().licenses().ifPresent(licenses -> labels.put(PREFIX + "licenses", licenses));
        ContainerConfig.Builder container = assembled.container().toBuilder();
        labels.forEach(container::label);
        Optional<Image> base = assembled.base().map(BaseImage::image);
        List<History> history =
                new ArrayList<>(base.map(image -> image.config().history()).orElse(List.of()));
        assembled.layers().keySet().forEach(name -> {
            history.add(new History(Optional.empty(), "davit build: " + name, "", false));
        });
        ImageConfig config = base.map(Image::config)
                .orElseGet(() -> ImageConfig.of(Platform.current(), Optional.empty(), assembled.container()))
                .withContainer(container.build())
                .withHistory(history);
        List<Layer> layers = new ArrayList<>(base.map(Image::layers).orElse(List.of()));
        layers.addAll(assembled.layers().values());
        return at(Image.of(config, layers, Map.of()), commit);
    }

    /** The same image as it is for this commit. */
    static Image at(Image image, Optional<Commit> commit) {
        Instant created = commit.map(Commit::time).orElse(Instant.EPOCH);
        Map<String, String> labels = new TreeMap<>(image.config().container().labels());
        labels.put(CREATED, created.toString());
        labels.remove(REVISION);
        commit.ifPresent(known -> labels.put(REVISION, known.id()));
        ContainerConfig container = image.config().container().withLabels(labels);
        ImageConfig config = image.config().withCreated(created).withContainer(container);
        // A base has labels of its own, which are no annotations.
        labels.keySet().removeIf(name -> !name.startsWith(PREFIX));
        return Image.of(config, image.layers(), labels);
    }
}
