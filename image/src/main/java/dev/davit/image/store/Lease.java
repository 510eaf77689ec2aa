package dev.davit.image.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * While it is held, nothing is collected that was written, found or stored since it was taken, whoever did so. It ends
 * with its process at the latest. To be held from the first look for something until that has a name.
 */
public final class Lease implements AutoCloseable {

    /** Clocks may be set back by a little. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final Claim claim;

    private Lease(Claim claim) {
        this.claim = claim;
    }

    static Lease take(Path root) throws ImageStoreException {
        Path directory = directory(root);
        try {
            Files.createDirectories(directory);
            return new Lease(Claim.make(directory));
        } catch (IOException e) {
            throw ImageStoreException.of("write", directory, OptionalLong.empty(), e);
        }
    }

    /** The time since which some living process may rely on what it used; deletes what dead ones left. */
    static Optional<Instant> oldest(Path root) throws ImageStoreException {
        Optional<Instant> oldest = Optional.empty();
        try {
            for (Path lease : Claim.sweep(directory(root))) {
                try {
                    Instant taken = Files.getLastModifiedTime(lease).toInstant().minus(MARGIN);
                    if (oldest.isEmpty() || taken.isBefore(oldest.get())) {
                        oldest = Optional.of(taken);
                    }
                } catch (NoSuchFileException e) {
                    // It has just ended.
                }
            }
        } catch (NoSuchFileException e) {
            // There has never been one.
        } catch (IOException e) {
            throw ImageStoreException.of("read", directory(root), OptionalLong.empty(), e);
        }
        return oldest;
    }

    @Override
    public void close() {
        try {
            claim.close();
        } catch (IOException e) {
            // It is not locked any more, and so counts no more.
        }
    }

    private static Path directory(Path root) {
        return root.resolve("leases");
    }
}
