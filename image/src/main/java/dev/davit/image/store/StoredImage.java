package dev.davit.image.store;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageReference;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the store knows of one image without reading its layers.
 *
 * @param manifest of the image, or of the index that it is
 * @param names in the order in which they were given
 * @param uses what pins it, such as {@code hello v3}
 * @param variants one for each platform; those of an index that are not here are left out
 */
public record StoredImage(Descriptor manifest, List<ImageReference> names, List<String> uses, List<Variant> variants) {

    public StoredImage {
        names = List.copyOf(names);
        uses = List.copyOf(uses);
        variants = List.copyOf(variants);
    }

    /**
     * The image for one platform.
     *
     * @param manifest its digest
     * @param blobs configuration and layers
     * @param complete whether all blobs are here
     */
    public record Variant(Digest manifest, ImageConfig config, List<Descriptor> blobs, boolean complete) {
        public Variant {
            blobs = List.copyOf(blobs);
        }
    }

    public Digest digest() {
        return manifest.digest();
    }

    /** When it was made, by its own account. */
    public Optional<Instant> created() {
        return variants.stream()
                .map(variant -> variant.config().created())
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Configuration and compressed layers, each counted once, in bytes. */
    public long size() {
        Set<Descriptor> blobs = new LinkedHashSet<>();
        variants.forEach(variant -> blobs.addAll(variant.blobs()));
        return blobs.stream().mapToLong(Descriptor::size).sum();
    }

    /** Whether every blob of every platform that is here is here. */
    public boolean isComplete() {
        return !variants.isEmpty() && variants.stream().allMatch(Variant::complete);
    }

    /** Whether a service or another owner relies on it. */
    public boolean isUsed() {
        return !Objects.requireNonNull(uses).isEmpty();
    }
}
