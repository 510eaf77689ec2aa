package dev.davit.image.store;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The content-addressed files of a store. A file is written under a passing name, flushed to the disk and then renamed,
 * so that whoever sees it sees all of it.
 */
final class Blobs {

    private static final Duration STALE = Duration.ofDays(1);

    private final Path directory;
    private final Path ingest;

    Blobs(Path root) {
        this.directory = root.resolve("blobs");
        this.ingest = root.resolve("ingest");
    }

    /** Makes the directories, and removes what processes that were killed left behind. */
    void prepare(Clock clock) throws ImageStoreException {
        try {
            Files.createDirectories(directory.resolve("sha256"));
            Files.createDirectories(ingest);
        } catch (IOException e) {
            throw ImageStoreException.of("create", directory, OptionalLong.empty(), e);
        }
        Instant oldest = clock.instant().minus(STALE);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(ingest)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException e) {
            // Another process opened the store at the same time and was quicker.
        } catch (IOException e) {
            throw ImageStoreException.of("clean up", ingest, OptionalLong.empty(), e);
        }
    }

    Path path(Digest digest) {
        return directory.resolve(digest.algorithm()).resolve(digest.hex());
    }

    boolean has(Digest digest) {
        return Files.isRegularFile(path(digest));
    }

    /** Whether there is a file of the right name and size. */
    boolean has(Descriptor descriptor) {
        try {
            Path path = path(descriptor.digest());
            return Files.isRegularFile(path) && Files.size(path) == descriptor.size();
        } catch (IOException e) {
            return false;
        }
    }

    /** The content, if it is there and undamaged. */
    Optional<byte[]> read(Digest digest) throws ImageStoreException {
        Path path = path(digest);
        try {
            byte[] content = Files.readAllBytes(path);
            return digest.isOf(content) ? Optional.of(content) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw ImageStoreException.of("read", path, OptionalLong.empty(), e);
        }
    }

    /** Writes small content, unless it is there already and undamaged. */
    void write(Digest digest, byte[] content) throws IOException {
        if (read(digest).filter(there -> Arrays.equals(there, content)).isPresent()) {
            return;
        }
        write(OptionalLong.of(content.length), out -> {
            out.write(content);
            return digest;
        });
    }

    /** Copies content that must turn out to be what the descriptor names. */
    void copy(Descriptor descriptor, InputStream in) throws IOException {
        write(OptionalLong.of(descriptor.size()), out -> {
            var hash = descriptor.digest().newMessageDigest();
            byte[] buffer = new byte[1 << 16];
            long size = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                size += read;
                if (size > descriptor.size()) {
                    break;
                }
                hash.update(buffer, 0, read);
                out.write(buffer, 0, read);
            }
            if (size != descriptor.size() || !descriptor.digest().matches(hash.digest())) {
                throw ImageStoreException.corrupt(
                        path(descriptor.digest()),
                        "what was to be stored there is not the " + descriptor.size() + " bytes of that digest",
                        "Make the layer again");
            }
            return descriptor.digest();
        });
    }

    /**
     * Lets a writer produce content and name it at the end. Leaves nothing behind when the writer fails.
     *
     * @param size how much it will be, where that is known
     * @throws ImageStoreException when the store is at fault; what the writer throws comes through as it is
     */
    void write(OptionalLong size, Writer writer) throws IOException {
        Path passing = ingest.resolve(UUID.randomUUID().toString());
        try {
            Digest digest;
            try (var out = new IngestOutput(passing, size)) {
                digest = writer.write(out);
                out.sync();
            }
            Path path = path(digest);
            try {
                Files.createDirectories(directory.resolve(digest.algorithm()));
                Files.move(passing, path, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw ImageStoreException.of("write", path, size, e);
            }
        } finally {
            deleteQuietly(passing);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // What matters has been done or has failed already; the next day's opening tries again.
        }
    }

    /** Produces content. */
    interface Writer {
        /** Writes all of it, and tells its digest. */
        Digest write(OutputStream out) throws IOException;
    }
}
