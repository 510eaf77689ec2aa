package dev.davit.build.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Files that are there as a whole or not at all, whoever else writes them at the same time. */
public final class AtomicFile {
    private AtomicFile() {}

    /** Writes the file, and the folders it needs, in the place of one that may be there. */
    public static void write(Path file, byte[] content) throws IOException {
        Path passing = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
        Files.createDirectories(file.resolveSibling("."));
        try {
            Files.write(passing, content);
            Files.move(passing, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(passing);
        }
    }
}
