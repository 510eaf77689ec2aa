package dev.davit.app;

import dev.davit.image.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * An image together with the description it ships with; immutable once it has a number.
 *
 * @param number 1, 2, ... within the service; shown as {@code v1}
 * @param image digest of the image's manifest
 * @param revision the source's commit, where it has one
 */
public record Release(int number, App app, Digest image, Optional<String> revision, Instant createdAt) {
    public String label() {
        return "v" + number;
    }
}
