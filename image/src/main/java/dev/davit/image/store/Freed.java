package dev.davit.image.store;

import dev.davit.image.Digest;
import java.util.List;

/**
 * What a collection deleted, or would delete.
 *
 * @param bytes how much that is on the disk
 * @param tooRecent bytes of blobs that no image needs either, but that were used too recently
 */
public record Freed(List<Digest> blobs, long bytes, long tooRecent) {

    public Freed {
        blobs = List.copyOf(blobs);
    }
}
