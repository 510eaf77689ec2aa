package dev.davit.image.store;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.MediaTypes;
import dev.davit.image.json.Json;
import dev.davit.image.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Deletes blobs that nobody needs. Needed is what can be reached from a name of the index or from a pin, and what was
 * used since some lease that is still held was taken. To be called by who holds the {@link StoreLock} alone: so nobody
 * can find a blob between the moment it is looked at and the moment it is deleted.
 */
final class Collector {

    private final Path root;
    private final Blobs blobs;
    private final Origins origins;
    private final StoreIndex index;
    private final Pins pins;

    Collector(Path root, Blobs blobs, Origins origins, StoreIndex index, Pins pins) {
        this.root = root;
        this.blobs = blobs;
        this.origins = origins;
        this.index = index;
        this.pins = pins;
    }

    /**
     * Collects some blobs.
     *
     * @param usedBefore what was used later stays
     */
    Freed collect(Collection<Digest> candidates, Instant usedBefore, boolean dryRun) throws ImageStoreException {
        Instant horizon = Lease.oldest(root).filter(usedBefore::isAfter).orElse(usedBefore);
        Set<Digest> needed = reachable(roots());
        List<Digest> unneeded = new ArrayList<>();
        long bytes = 0;
        long tooRecent = 0;
        try {
            for (Digest blob : candidates) {
                if (needed.contains(blob) || !blobs.has(blob)) {
                    continue;
                }
                long size = blobs.size(blob);
                if (blobs.lastUse(blob).isAfter(horizon)) {
                    tooRecent += size;
                } else {
                    unneeded.add(blob);
                    bytes += size;
                }
            }
            for (Digest blob : dryRun ? List.<Digest>of() : unneeded) {
                blobs.delete(blob);
                origins.delete(blob);
            }
        } catch (IOException e) {
            throw ImageStoreException.of("collect garbage in", root, OptionalLong.empty(), e);
        }
        return new Freed(unneeded, bytes, tooRecent);
    }

    /** These manifests and indexes, and all that they name, as far as it is here. */
    Set<Digest> reachable(Collection<Digest> manifests) throws ImageStoreException {
        Set<Digest> reached = new HashSet<>(manifests);
        Deque<Digest> toRead = new ArrayDeque<>(manifests);
        while (!toRead.isEmpty()) {
            Optional<byte[]> content = blobs.peek(toRead.remove());
            if (content.isPresent()) {
                for (Named child : children(content.get())) {
                    if (reached.add(child.digest) && child.isManifest) {
                        toRead.add(child.digest);
                    }
                }
            }
        }
        return reached;
    }

    private List<Digest> roots() throws ImageStoreException {
        List<Digest> roots = new ArrayList<>();
        index.read().manifests().stream().map(Descriptor::digest).forEach(roots::add);
        roots.addAll(pins.all().values());
        return roots;
    }

    private record Named(Digest digest, boolean isManifest) {}

    /** What a manifest of whatever kind names: a kind that is not known here may have been stored by another tool. */
    private static List<Named> children(byte[] manifest) {
        List<Named> named = new ArrayList<>();
        try {
            JsonObject json = Json.parse(manifest, "manifest");
            json.members().forEach((name, value) -> collect(value, name.equals("manifests"), named));
        } catch (IllegalArgumentException e) {
            // Nothing that could name anything.
        }
        return named;
    }

    private static void collect(Object value, boolean manifests, List<Named> named) {
        switch (value) {
            case Map<?, ?> object -> {
                if (object.get("digest") instanceof String digest) {
                    String type = object.get("mediaType") instanceof String text ? text : "";
                    try {
                        named.add(new Named(
                                Digest.parse(digest),
                                manifests || MediaTypes.isManifest(type) || MediaTypes.isIndex(type)));
                    } catch (IllegalArgumentException e) {
                        // An algorithm that the store has no blobs of.
                    }
                }
            }
            case List<?> list -> list.forEach(element -> collect(element, manifests, named));
            case null, default -> {}
        }
    }
}
