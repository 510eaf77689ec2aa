package dev.davit.image.registry;

import dev.davit.image.Content;
import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageIndex;
import dev.davit.image.ImageReference;
import dev.davit.image.Index;
import dev.davit.image.Layer;
import dev.davit.image.Manifest;
import dev.davit.image.MediaTypes;
import dev.davit.image.Platform;
import dev.davit.image.registry.RegistryException.Asked;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads images of one repository. Layers are read when somebody opens them. */
final class Pull {

    private static final int AT_ONCE = 8;
    private static final int MOST_CONFIG_BYTES = 8 * 1024 * 1024;
    private static final int DEEPEST = 4;
    private static final String ACCEPT = String.join(
            ", ", MediaTypes.OCI_MANIFEST, MediaTypes.OCI_INDEX, MediaTypes.DOCKER_MANIFEST, MediaTypes.DOCKER_INDEX);

    private final Sources sources;
    private final ImageReference reference;

    Pull(Sources sources, ImageReference reference) {
        this.sources = sources;
        this.reference = reference;
    }

    /** The image for a platform, from an index or as it is. */
    Image image(Platform platform) throws IOException {
        Image image = image(chosen(root(), platform, 0));
        if (!image.config().platform().os().equals(platform.os())
                || !image.config().platform().architecture().equals(platform.architecture())) {
            throw unusable(
                    reference + " is for " + image.config().platform() + ", not for " + platform + ".",
                    "Choose another tag, or build for that platform.");
        }
        return image;
    }

    private Document chosen(Document document, Platform platform, int depth) throws IOException {
        if (!document.isIndex() || depth > DEEPEST) {
            return document;
        }
        Index index = parsed(document, document::index);
        return chosen(fetch(choose(index, platform)), platform, depth + 1);
    }

    /** All images of an index. What it names besides, such as signatures, is left out. */
    ImageIndex index() throws IOException {
        Document root = root();
        if (!root.isIndex()) {
            throw unusable(reference + " is a single image, not an index of several.", "");
        }
        Index index = parsed(root, root::index);
        List<Descriptor> children = index.manifests().stream()
                .filter(child -> MediaTypes.isManifest(child.mediaType()))
                .toList();
        List<Optional<Image>> images = children.isEmpty()
                ? List.of()
                : Parallel.all(AT_ONCE, children, child -> {
                    Document document = fetch(child);
                    Manifest manifest = parsed(document, document::manifest);
                    return isImage(manifest) ? Optional.of(image(document)) : Optional.empty();
                });
        return ImageIndex.of(index, images.stream().flatMap(Optional::stream).toList());
    }

    /** Everything below a manifest or index, as it is, whatever it may be. */
    Bundle bundle(Document document) throws IOException {
        return bundle(document, 0);
    }

    /** What the reference names. */
    Document root() throws IOException {
        String name =
                reference.digest().map(Digest::toString).or(reference::tag).orElseThrow();
        return sources.manifest(name, ACCEPT).orElseThrow(() -> missing(name));
    }

    private Bundle bundle(Document document, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw unusable(reference + " is an index of indexes, more than " + DEEPEST + " deep.", "");
        }
        if (document.isIndex()) {
            Index index = parsed(document, document::index);
            Set<Descriptor> children = new LinkedHashSet<>(index.manifests());
            List<Bundle> bundles = children.isEmpty()
                    ? List.of()
                    : Parallel.all(AT_ONCE, children, child -> bundle(fetch(child), depth + 1));
            return new Bundle(document, Map.of(), bundles);
        }
        Manifest manifest = parsed(document, document::manifest);
        Map<Descriptor, Content> blobs = new LinkedHashMap<>();
        manifest.layers().forEach(layer -> blobs.put(layer, new RemoteBlob(sources, layer)));
        blobs.put(manifest.config(), new RemoteBlob(sources, manifest.config()));
        return new Bundle(document, blobs, List.of());
    }

    private Descriptor choose(Index index, Platform platform) throws RegistryException {
        return index.manifests().stream()
                .filter(manifest -> manifest.platform().filter(platform::runs).isPresent())
                .min(Comparator.comparingInt(manifest ->
                        platform.rank(manifest.platform().orElseThrow()).orElseThrow()))
                .orElseThrow(() -> unusable(
                        reference + " has no image for " + platform + ", only for "
                                + index.manifests().stream()
                                        .map(Descriptor::platform)
                                        .flatMap(Optional::stream)
                                        .filter(other -> !other.os().equals("unknown"))
                                        .map(Platform::toString)
                                        .distinct()
                                        .collect(Collectors.joining(", "))
                                + ".",
                        "Name one of these platforms, or another image."));
    }

    private Document fetch(Descriptor child) throws IOException {
        String accept = MediaTypes.isManifest(child.mediaType()) || MediaTypes.isIndex(child.mediaType())
                ? ACCEPT
                : child.mediaType() + ", " + ACCEPT;
        return sources.manifest(child.digest().toString(), accept)
                .orElseThrow(() -> missing(child.digest().toString()));
    }

    private Image image(Document document) throws IOException {
        Manifest manifest = parsed(document, document::manifest);
        if (!isImage(manifest)) {
            throw unusable(
                    reference + " is no image but "
                            + manifest.artifactType().orElse(manifest.config().mediaType()) + ".",
                    "");
        }
        byte[] config = config(manifest.config());
        return parsed(document, () -> {
            List<Digest> diffIds = ImageConfig.parse(config).diffIds();
            List<Layer> layers = new ArrayList<>();
            for (Descriptor layer : manifest.layers()) {
                Digest diffId = layers.size() < diffIds.size() ? diffIds.get(layers.size()) : layer.digest();
                layers.add(new Layer(layer, diffId, new RemoteBlob(sources, layer)));
            }
            return Image.of(manifest, config, layers);
        });
    }

    private byte[] config(Descriptor descriptor) throws IOException {
        if (descriptor.size() > MOST_CONFIG_BYTES) {
            throw unusable(
                    reference + " has a configuration of " + descriptor.size() + " bytes, more than "
                            + MOST_CONFIG_BYTES + ".",
                    "");
        }
        try (InputStream in = new RemoteBlob(sources, descriptor).open()) {
            return in.readAllBytes();
        }
    }

    private static boolean isImage(Manifest manifest) {
        String type = manifest.config().mediaType();
        return type.equals(MediaTypes.OCI_CONFIG) || type.equals(MediaTypes.DOCKER_CONFIG);
    }

    private interface Parse<T> {
        T parse();
    }

    private <T> T parsed(Document document, Parse<T> parse) throws RegistryException {
        try {
            return Objects.requireNonNull(parse.parse());
        } catch (IllegalArgumentException e) {
            throw unusable(
                    reference + " cannot be read: " + RegistryError.shown(String.valueOf(e.getMessage())) + " (in "
                            + document.digest() + ").",
                    "");
        }
    }

    private RegistryException missing(String name) {
        String registry = reference.registry();
        return RegistryException.missing(
                asked(name),
                "Registry " + registry + " has no " + reference + ".",
                "Check repository and tag; where it is private, run `davit login " + registry + "`.");
    }

    private RegistryException unusable(String problem, String nextStep) {
        String name =
                reference.digest().map(Digest::toString).or(reference::tag).orElseThrow();
        return RegistryException.unusable(asked(name), problem, nextStep);
    }

    private Asked asked(String name) {
        return new Asked(reference.registry(), "GET", sources.own().uri("manifests/" + name));
    }
}
