package dev.davit.image.credential;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Files that their owner alone may read, and that are there as a whole or not at all. */
final class PrivateFile {

    private static final int MOST_LINKS = 40;

    private PrivateFile() {}

    /** Writes a file in the place of one that may be there; where that is a symbolic link, the file it leads to. */
    static void write(Path file, byte[] content) throws CredentialException {
        Path passing = null;
        try {
            Path target = target(file);
            Files.createDirectories(target.resolveSibling("."), attributes(target, "rwx------"));
            passing = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
            try (SeekableByteChannel channel = Files.newByteChannel(
                    passing,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    attributes(target, "rw-------"))) {
                ByteBuffer left = ByteBuffer.wrap(content);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
            }
            Files.move(passing, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(passing);
            throw new CredentialException("Cannot write " + file + ": " + e + ". Nothing was changed there.", e);
        }
    }

    private static void delete(@Nullable Path passing) {
        try {
            if (passing != null) {
                Files.deleteIfExists(passing);
            }
        } catch (IOException e) {
            // The failure to write is what matters.
        }
    }

    private static Path target(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        for (int i = 0; Files.isSymbolicLink(target); i++) {
            if (i == MOST_LINKS) {
                throw new IOException("too many symbolic links");
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }

    private static FileAttribute<?>[] attributes(Path file, String permissions) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
