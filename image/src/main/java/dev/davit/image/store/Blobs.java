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
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The content-addressed files of a store. A file is written under a passing name, flushed to the disk and then renamed,
 * so that whoever sees it sees all of it. Beside each lies the {@link Stamp} it had when its digest was last found to be
 * right: while the stamp is the same, it is not digested again. The time of the stamp's file is that of the last use.
 */
final class Blobs {

    private final Path directory;
    private final Path stamps;
    private final Path ingest;
    private final StoreLock lock;

    Blobs(Path root) {
        this.directory = root.resolve("blobs");
        this.stamps = root.resolve("stamps");
        this.ingest = root.resolve("ingest");
        this.lock = StoreLock.of(root);
    }

    /** Makes the directories, and removes what processes that died left behind. */
    static void prepare(Path root) throws ImageStoreException {
        Path blobs = root.resolve("blobs");
        Path ingest = root.resolve("ingest");
        try {
            Files.createDirectories(blobs.resolve("sha256"));
            Files.createDirectories(root.resolve("stamps").resolve("sha256"));
            Files.createDirectories(ingest);
        } catch (IOException e) {
            throw ImageStoreException.of("create", blobs, OptionalLong.empty(), e);
        }
    }

    void sweep() throws ImageStoreException {
        try {
            Claim.sweep(ingest);
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

    /**
     * Whether these bytes are here, whole and undamaged. That is a use: what is in use since a lease was taken is not
     * collected. A blob that turns out to be damaged is deleted.
     */
    boolean isIntact(Descriptor blob) throws ImageStoreException {
        Path path = path(blob.digest());
        try (var _ = lock.shared()) {
            Optional<Stamp> now = Stamp.of(path);
            if (now.isEmpty()) {
                return false;
            }
            boolean known = isStamped(blob.digest(), now.get()) && use(blob.digest());
            if (!known && !verify(blob.digest())) {
                return false;
            }
            return now.get().size() == blob.size();
        } catch (IOException e) {
            throw ImageStoreException.of("read", path, OptionalLong.empty(), e);
        }
    }

    /** Digests a blob anew, whatever its stamp says. One that is damaged is deleted. */
    boolean verify(Digest digest) throws IOException {
        Path path = path(digest);
        try {
            Stamp.age(path);
        } catch (IOException e) {
            // Another user's file: it is digested each time.
        }
        Optional<Stamp> before = Stamp.of(path);
        if (before.isEmpty()) {
            return false;
        }
        if (!digest.matches(hash(path, digest.newMessageDigest()))) {
            discard(digest, before.get());
            return false;
        }
        if (before.equals(Stamp.of(path))) {
            stamp(digest, before.get());
        }
        return true;
    }

    /** Deletes a blob that is not what its name says, unless somebody has put another file there since. */
    void discard(Digest digest, Stamp damaged) throws IOException {
        Path path = path(digest);
        if (Stamp.of(path).filter(damaged::equals).isPresent()) {
            Files.deleteIfExists(path);
            Files.deleteIfExists(stampOf(digest));
        }
    }

    /** The content, if it is there and undamaged; one that is damaged is deleted. */
    Optional<byte[]> read(Digest digest) throws ImageStoreException {
        Path path = path(digest);
        try (var _ = lock.shared()) {
            Optional<Stamp> stamp = Stamp.of(path);
            byte[] content = Files.readAllBytes(path);
            if (digest.isOf(content)) {
                if (!use(digest)) {
                    verify(digest);
                }
                return Optional.of(content);
            }
            if (stamp.isPresent()) {
                discard(digest, stamp.get());
            }
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw ImageStoreException.of("read", path, OptionalLong.empty(), e);
        }
    }

    /** The content, if it is there and undamaged. That is no use of it. */
    Optional<byte[]> peek(Digest digest) throws ImageStoreException {
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
        if (read(digest).isEmpty()) {
            write(OptionalLong.of(content.length), out -> {
                out.write(content);
                return digest;
            });
        }
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
        try (Claim claim = claim(size)) {
            var out = new IngestOutput(claim.channel(), claim.file(), size);
            Digest digest = writer.write(out);
            out.sync();
            Path path = path(digest);
            try {
                Stamp.age(claim.file());
                Files.createDirectories(path.resolveSibling("."));
                Files.move(claim.file(), path, StandardCopyOption.ATOMIC_MOVE);
                Optional<Stamp> stamp = Stamp.of(path);
                if (stamp.isPresent()) {
                    stamp(digest, stamp.get());
                }
            } catch (IOException e) {
                throw ImageStoreException.of("write", path, size, e);
            }
        }
    }

    /** All blobs, in no order. */
    List<Digest> all() throws ImageStoreException {
        List<Digest> all = new ArrayList<>();
        try (DirectoryStream<Path> algorithms = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (Path algorithm : algorithms) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(algorithm)) {
                    for (Path file : files) {
                        named(algorithm, file).ifPresent(all::add);
                    }
                }
            }
        } catch (IOException e) {
            throw ImageStoreException.of("read", directory, OptionalLong.empty(), e);
        }
        return all;
    }

    /** How many bytes a blob has; none when it is not here. */
    long size(Digest digest) throws IOException {
        return Stamp.of(path(digest)).map(Stamp::size).orElse(0L);
    }

    /** When a blob was last written or used. */
    Instant lastUse(Digest digest) throws IOException {
        Instant written = ((FileTime) Files.getAttribute(path(digest), "unix:ctime")).toInstant();
        try {
            Instant used = Files.getLastModifiedTime(stampOf(digest)).toInstant();
            return used.isAfter(written) ? used : written;
        } catch (NoSuchFileException e) {
            return written;
        }
    }

    void delete(Digest digest) throws IOException {
        Files.deleteIfExists(path(digest));
        Files.deleteIfExists(stampOf(digest));
    }

    private Claim claim(OptionalLong size) throws ImageStoreException {
        try {
            return Claim.make(ingest);
        } catch (IOException e) {
            throw ImageStoreException.of("write", ingest, size, e);
        }
    }

    private boolean isStamped(Digest digest, Stamp now) throws IOException {
        try {
            return Files.readString(stampOf(digest)).equals(now.text());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Without a stamp the blob is digested the next time. */
    private void stamp(Digest digest, Stamp stamp) {
        try {
            Path file = stampOf(digest);
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, stamp.text());
        } catch (IOException e) {
            // A full disk, or a store that may only be read.
        }
    }

    /** Returns whether that could be noted. */
    private boolean use(Digest digest) {
        try {
            Files.setLastModifiedTime(stampOf(digest), FileTime.from(Instant.now()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Path stampOf(Digest digest) {
        return stamps.resolve(digest.algorithm()).resolve(digest.hex());
    }

    private static byte[] hash(Path path, MessageDigest hash) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(path)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                hash.update(buffer, 0, read);
            }
        }
        return hash.digest();
    }

    private static Optional<Digest> named(Path algorithm, Path file) {
        try {
            return Optional.of(new Digest(
                    algorithm.getFileName().toString(), file.getFileName().toString()));
        } catch (IllegalArgumentException e) {
            // Another tool's.
            return Optional.empty();
        }
    }

    /** Produces content. */
    interface Writer {
        /** Writes all of it, and tells its digest. */
        Digest write(OutputStream out) throws IOException;
    }
}
