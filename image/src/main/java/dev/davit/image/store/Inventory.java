package dev.davit.image.store;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageReference;
import dev.davit.image.Index;
import dev.davit.image.Manifest;
import dev.davit.image.MediaTypes;
import dev.davit.image.json.Json;
import dev.davit.image.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Tells which images there are. Looking is no use of them. */
final class Inventory {

    /** Manifests of images are a few kilobytes; registries refuse more than this. */
    private static final long LARGEST_MANIFEST = 4 << 20;

    private final Blobs blobs;

    Inventory(Blobs blobs) {
        this.blobs = blobs;
    }

    /** The images that have a name or a use, and then those that have neither, if they are wanted. */
    List<StoredImage> images(Map<ImageReference, Digest> tags, Map<String, Digest> pins, boolean all)
            throws ImageStoreException {
        Set<Digest> digests = new LinkedHashSet<>(tags.values());
        digests.addAll(pins.values());
        List<StoredImage> images = new ArrayList<>();
        for (Digest digest : digests) {
            image(digest, tags, pins).ifPresent(images::add);
        }
        if (all) {
            images.addAll(others(images));
        }
        return images;
    }

    /** Images beside these, but for those that are part of an index. */
    private List<StoredImage> others(List<StoredImage> known) throws ImageStoreException {
        Set<Digest> parts = new LinkedHashSet<>();
        known.forEach(image -> note(image, parts));
        Map<Digest, StoredImage> found = new LinkedHashMap<>();
        for (Digest digest : blobs.all()) {
            if (!parts.contains(digest) && size(digest) <= LARGEST_MANIFEST) {
                image(digest, Map.of(), Map.of()).ifPresent(image -> found.put(digest, image));
            }
        }
        found.values().stream()
                .filter(image -> MediaTypes.isIndex(image.manifest().mediaType()))
                .toList()
                .forEach(index -> index.variants().forEach(variant -> found.remove(variant.manifest())));
        return List.copyOf(found.values());
    }

    private static void note(StoredImage image, Set<Digest> parts) {
        parts.add(image.digest());
        for (StoredImage.Variant variant : image.variants()) {
            parts.add(variant.manifest());
            variant.blobs().forEach(blob -> parts.add(blob.digest()));
        }
    }

    private long size(Digest digest) throws ImageStoreException {
        try {
            return blobs.size(digest);
        } catch (IOException e) {
            throw ImageStoreException.of("read", blobs.path(digest), OptionalLong.empty(), e);
        }
    }

    private Optional<StoredImage> image(Digest digest, Map<ImageReference, Digest> tags, Map<String, Digest> pins)
            throws ImageStoreException {
        Optional<byte[]> bytes = blobs.peek(digest).filter(Inventory::isManifest);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        List<ImageReference> names = tags.entrySet().stream()
                .filter(tag -> tag.getValue().equals(digest))
                .map(Map.Entry::getKey)
                .toList();
        List<String> uses = pins.entrySet().stream()
                .filter(pin -> pin.getValue().equals(digest))
                .map(Map.Entry::getKey)
                .toList();
        try {
            Descriptor descriptor = describe(digest, bytes.get());
            List<StoredImage.Variant> variants = new ArrayList<>();
            if (MediaTypes.isIndex(descriptor.mediaType())) {
                for (Descriptor entry : Index.parse(bytes.get()).manifests()) {
                    Optional<byte[]> manifest = blobs.peek(entry.digest());
                    if (manifest.isPresent() && !MediaTypes.isIndex(entry.mediaType())) {
                        variant(entry.digest(), manifest.get()).ifPresent(variants::add);
                    }
                }
            } else {
                variant(digest, bytes.get()).ifPresent(variants::add);
            }
            return Optional.of(new StoredImage(descriptor, names, uses, variants));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<StoredImage.Variant> variant(Digest digest, byte[] bytes) throws ImageStoreException {
        Manifest manifest = Manifest.parse(bytes);
        Optional<byte[]> config = blobs.peek(manifest.config().digest());
        if (config.isEmpty()) {
            return Optional.empty();
        }
        List<Descriptor> parts = new ArrayList<>(List.of(manifest.config()));
        parts.addAll(manifest.layers());
        boolean complete = parts.stream().allMatch(part -> blobs.has(part.digest()));
        return Optional.of(new StoredImage.Variant(digest, ImageConfig.parse(config.get()), parts, complete));
    }

    /** The descriptor of a manifest or an index. */
    static Descriptor describe(Digest digest, byte[] bytes) {
        JsonObject json = Json.parse(bytes, "manifest");
        String otherwise = json.members().containsKey("manifests") ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
        String mediaType = json.text("mediaType").orElse(otherwise);
        if (!MediaTypes.isIndex(mediaType) && !MediaTypes.isManifest(mediaType)) {
            throw new IllegalArgumentException(
                    "manifest.mediaType: expected a manifest or an index, found '" + mediaType + "'");
        }
        return Descriptor.of(mediaType, digest, bytes.length);
    }

    private static boolean isManifest(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != '{') {
            return false;
        }
        try {
            JsonObject json = Json.parse(bytes, "manifest");
            return json.members().containsKey("schemaVersion")
                    && (json.members().containsKey("manifests")
                            || json.members().containsKey("layers"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
