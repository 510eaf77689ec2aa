package dev.davit.build.fingerprint;

import dev.davit.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the file system says of a file, the file that a symbolic link leads to included. While none of this changes, the
 * content does not either: the change time cannot be set back by a program, as the modification time can.
 *
 * @param modified nanoseconds since the epoch
 * @param changed nanoseconds since the epoch
 */
record Stamp(long size, long modified, long changed, long inode) {
    private static final String ATTRIBUTES = "unix:mode,size,lastModifiedTime,ctime,ino,dev";
    private static final int TYPE = 0170000;
    private static final int FOLDER = 0040000;
    private static final int FILE = 0100000;

    /** One entry of a folder. */
    record Entry(Stamp stamp, int mode, long device) {
        boolean isFolder() {
            return (mode & TYPE) == FOLDER;
        }

        boolean isFile() {
            return (mode & TYPE) == FILE;
        }
    }

    static Entry read(Path path, LinkOption... options) throws IOException {
        Map<String, Object> values = Files.readAttributes(path, ATTRIBUTES, options);
        return new Entry(
                new Stamp(
                        number(values, "size"),
                        nanos(values, "lastModifiedTime"),
                        nanos(values, "ctime"),
                        number(values, "ino")),
                (int) number(values, "mode"),
                number(values, "dev"));
    }

    /** As the compiler would have it, which the JVM would have to put together anew at each start. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Stamp that
                && size == that.size
                && modified == that.modified
                && changed == that.changed
                && inode == that.inode;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(changed ^ inode);
    }

    /** Whether the file was written so shortly before this moment that a later write may have left no trace. */
    boolean isRacy(long moment, long resolution) {
        return Math.max(modified, changed) > moment - resolution;
    }

    /** The digest of what a file holds, or of a symbolic link's target where that leads nowhere. */
    static Digest digest(Path file) throws IOException {
        if (Files.isSymbolicLink(file) && !Files.exists(file)) {
            return Digest.sha256(Files.readSymbolicLink(file).toString().getBytes(StandardCharsets.UTF_8));
        }
        var hash = Digest.newSha256();
        byte[] buffer = new byte[1 << 16];
        try (var in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                hash.update(buffer, 0, read);
            }
        }
        return Digest.of(hash.digest());
    }

    private static long number(Map<String, Object> values, String name) {
        return ((Number) Objects.requireNonNull(values.get(name), name)).longValue();
    }

    private static long nanos(Map<String, Object> values, String name) {
        return ((FileTime) Objects.requireNonNull(values.get(name), name)).to(TimeUnit.NANOSECONDS);
    }
}
