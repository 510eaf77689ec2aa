package dev.davit.build.base;

import dev.davit.app.Base;
import dev.davit.app.Failure;
import dev.davit.image.ContainerConfig;
import dev.davit.image.Descriptor;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageConfig.History;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import dev.davit.image.MediaTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What an image takes over from the one it is built on, in the words of the OCI image specification. */
final class Inherited {
    private static final String STANDARD = "org.opencontainers.image.";
    private static final Set<String> SETTINGS = Set.of("Volumes", "Healthcheck", "Shell", "StopTimeout");
    private static final Set<String> SYSTEM = Set.of("os.version", "os.features");

    private Inherited() {}

    /**
     * The base as an OCI image, whose layers keep their bytes. Labels that describe the base itself give way to those that
     * name it.
     *
     * @throws Failure when it has layers that may not be passed on
     */
    static Image of(Base base, ImageReference reference, Image image) {
        ImageConfig config = image.config();
        Map<String, String> labels = new TreeMap<>(config.container().labels());
        labels.keySet().removeIf(name -> name.startsWith(STANDARD));
        labels.put(
                STANDARD + "base.name",
                reference.tag().map(reference::withTag).orElse(reference).toString());
        labels.put(STANDARD + "base.digest", image.digest().toString());
        ContainerConfig old = config.container();
        ContainerConfig container = new ContainerConfig(
                old.user(),
                old.env(),
                old.entrypoint(),
                old.cmd(),
                old.workingDir(),
                old.exposedPorts(),
                labels,
                old.stopSignal(),
                only(SETTINGS, old.other()));
        ImageConfig clean = new ImageConfig(
                config.platform(),
                config.created(),
                container,
                config.diffIds(),
                history(config),
                only(SYSTEM, config.other()));
        return Image.of(
                clean, image.layers().stream().map(layer -> layer(base, layer)).toList(), Map.of());
    }

    private static Layer layer(Base base, Layer layer) {
        Descriptor descriptor = layer.descriptor();
        String type = switch (descriptor.mediaType()) {
            case MediaTypes.DOCKER_LAYER_GZIP, MediaTypes.OCI_LAYER_GZIP -> MediaTypes.OCI_LAYER_GZIP;
            case MediaTypes.DOCKER_LAYER_TAR, MediaTypes.OCI_LAYER_TAR -> MediaTypes.OCI_LAYER_TAR;
            case MediaTypes.OCI_LAYER_ZSTD -> MediaTypes.OCI_LAYER_ZSTD;
            default ->
                throw Failure.of(
                                Failure.Category.BUILD,
                                base.shown() + " has a layer that cannot be passed on, of type "
                                        + descriptor.mediaType())
                        .withFix("choose a base for Linux whose layers are in its registry");
        };
        Descriptor converted =
                Descriptor.of(type, descriptor.digest(), descriptor.size()).withAnnotations(descriptor.annotations());
        return new Layer(converted, layer.diffId(), layer.content());
    }

    /** Tools expect an entry for each layer, and some images have others. */
    private static List<History> history(ImageConfig config) {
        List<History> history = new ArrayList<>(config.history());
        long layers = config.diffIds().size();
        long told = history.stream().filter(entry -> !entry.emptyLayer()).count();
        if (told > layers) {
            history.clear();
            told = 0;
        }
        for (; told < layers; told++) {
            history.addFirst(new History(Optional.empty(), "", "", false));
        }
        return history;
    }

    private static Map<String, String> only(Set<String> wanted, Map<String, String> members) {
        Map<String, String> kept = new TreeMap<>(members);
        kept.keySet().retainAll(wanted);
        return kept;
    }
}
