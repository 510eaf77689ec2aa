package dev.davit.cli.command;

import dev.davit.app.Base;
import dev.davit.app.Failure;
import dev.davit.app.Failure.Category;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageReference;
import dev.davit.image.MediaTypes;
import dev.davit.image.Platform;
import dev.davit.image.store.ImageStore;
import dev.davit.image.store.StoredImage;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The images of this machine's store, as users name them: by name, by digest, or by the beginning of a digest. */
record StoredImages(ImageStore store, List<StoredImage> all) {
    private static final Pattern BEGINNING = Pattern.compile("(?:sha256:)?[0-9a-f]{2,64}");

    static StoredImages of(Session session) throws IOException {
        ImageStore store = ImageStore.open(session.folders().images());
        return new StoredImages(store, store.images(true));
    }

    /** An image, with the name that it was asked for by, unless that was a digest alone. */
    record Found(StoredImage image, Optional<ImageReference> name) {}

    Found find(String text) {
        Optional<ImageReference> name = name(text);
        Optional<StoredImage> named = name.flatMap(this::named);
        if (named.isPresent()) {
            return new Found(named.get(), name);
        }
        List<StoredImage> found = BEGINNING.matcher(text).matches() ? startingWith(text) : List.of();
        if (found.size() == 1) {
            return new Found(found.getFirst(), Optional.empty());
        }
        if (found.size() > 1) {
            throw Failure.of(Category.USAGE, found.size() + " images have a digest that begins with " + text)
                    .withDetails(found.stream()
                            .map(image -> image.digest() + "  " + names(image))
                            .toList())
                    .withFix("give more of the digest");
        }
        if (name.isEmpty()) {
            throw Failure.of(
                    Category.USAGE, "'" + text + "' is neither the name of an image nor the beginning of a digest");
        }
        throw Failure.of(Category.FAILED, "the store has no image " + name.get().familiar())
                .withFix("see which there are: davit image ls");
    }

    private static Optional<ImageReference> name(String text) {
        try {
            return Optional.of(ImageReference.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<StoredImage> named(ImageReference name) {
        return all.stream()
                .filter(image -> name.digest().isPresent()
                        ? name.digest().get().equals(image.digest())
                        : image.names().contains(name))
                .findFirst();
    }

    private List<StoredImage> startingWith(String beginning) {
        String hex = beginning.replaceFirst("^sha256:", "");
        return all.stream()
                .filter(image -> image.digest().hex().startsWith(hex))
                .toList();
    }

    static String names(StoredImage image) {
        return image.names().isEmpty()
                ? "<none>"
                : String.join(
                        ", ",
                        image.names().stream().map(ImageReference::familiar).toList());
    }

    static String id(Digest digest) {
        return digest.hex().substring(0, 12);
    }

    static boolean isIndex(StoredImage image) {
        return MediaTypes.isIndex(image.manifest().mediaType());
    }

    static List<String> platforms(StoredImage image) {
        return image.variants().stream()
                .map(variant -> variant.config().platform().toString())
                .distinct()
                .toList();
    }

    /**
     * An image with its layers; of an index, the one for a platform.
     *
     * @param platform this machine's unless given
     */
    Image image(StoredImage found, @Nullable String platform) throws IOException {
        Digest manifest = isIndex(found) || platform != null
                ? variant(found, platform == null ? Base.here() : ImageCopy.platform(platform))
                : found.digest();
        return store.find(manifest).orElseThrow(() -> damaged(found));
    }

    private static Digest variant(StoredImage image, Platform platform) {
        return image.variants().stream()
                .filter(variant -> platform.runs(variant.config().platform()))
                .min(Comparator.comparingInt(
                        variant -> platform.rank(variant.config().platform()).orElseThrow()))
                .map(StoredImage.Variant::manifest)
                .orElseThrow(() -> Failure.of(Category.FAILED, names(image) + " has no image for " + platform)
                        .withFix("choose one with --platform: " + String.join(", ", platforms(image))));
    }

    static Failure damaged(StoredImage image) {
        return Failure.of(Category.FAILED, "layers of " + names(image) + " are missing or damaged in the store")
                .withFix("build it again: davit build");
    }

    static ObjectNode json(StoredImage image) {
        ObjectNode json = Json.object()
                .put("digest", image.digest().toString())
                .put("mediaType", image.manifest().mediaType());
        ArrayNode names = json.putArray("names");
        image.names().forEach(name -> names.add(name.toString()));
        ArrayNode uses = json.putArray("usedBy");
        image.uses().forEach(uses::add);
        json.put("created", image.created().map(Object::toString).orElse(null))
                .put("size", image.size())
                .put("complete", image.isComplete());
        ArrayNode platforms = json.putArray("platforms");
        platforms(image).forEach(platforms::add);
        return json;
    }
}
