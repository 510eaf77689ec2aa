package dev.davit.image;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Several images under one name, usually one for each platform (OCI image specification, "image index"). */
public final class ImageIndex {

    private final Index index;
    private final List<Image> images;

    private ImageIndex(Index index, List<Image> images) {
        this.index = index;
        this.images = List.copyOf(images);
    }

    /** A new OCI index that names each image with the platform of its configuration, in this order. */
    public static ImageIndex of(List<Image> images, Map<String, String> annotations) {
        List<Descriptor> manifests = images.stream()
                .map(image -> image.manifest()
                        .descriptor()
                        .withPlatform(image.config().platform()))
                .toList();
        return new ImageIndex(Index.of(manifests, annotations), images);
    }

    /**
     * An index that exists already, exactly as it is. It may name more than these images, such as attestations.
     *
     * @throws IllegalArgumentException when it does not name one of the images
     */
    public static ImageIndex of(Index index, List<Image> images) {
        for (Image image : images) {
            if (index.manifests().stream().noneMatch(named -> named.digest().equals(image.digest()))) {
                throw new IllegalArgumentException(index + " does not name " + image);
            }
        }
        return new ImageIndex(index, images);
    }

    public Index index() {
        return index;
    }

    /** In the order in which they were given. */
    public List<Image> images() {
        return images;
    }

    /** The digest of the index: the name of all of it. */
    public Digest digest() {
        return index.digest();
    }

    /** What a registry stores for the index and its images, in bytes; what several images share counts once. */
    public long size() {
        Map<Digest, Long> sizes = new LinkedHashMap<>();
        for (Image image : images) {
            Descriptor manifest = image.manifest().descriptor();
            sizes.put(manifest.digest(), manifest.size());
            sizes.put(
                    image.manifest().config().digest(),
                    image.manifest().config().size());
            image.manifest().layers().forEach(layer -> sizes.put(layer.digest(), layer.size()));
        }
        return index.descriptor().size() + sizes.values().stream().collect(Collectors.summingLong(Long::longValue));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImageIndex that && index.equals(that.index) && images.equals(that.images);
    }

    @Override
    public int hashCode() {
        return Objects.hash(index, images);
    }

    @Override
    public String toString() {
        return "ImageIndex " + digest();
    }
}
