package dev.davit.image.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the file system says of a blob. A blob's modification time is set to {@link #LONG_AGO} before it is digested or
 * named, so that any later write changes it, however soon it comes; a program that sets that time back is betrayed by
 * the change time.
 *
 * @param modified nanoseconds since the epoch
 * @param changed nanoseconds since the epoch
 */
record Stamp(long size, long modified, long changed, long inode) {

    private static final String ATTRIBUTES = "unix:size,lastModifiedTime,ctime,ino";
    private static final FileTime LONG_AGO = FileTime.from(1, TimeUnit.DAYS);

    /** The stamp of this file, unless there is none. */
    static Optional<Stamp> of(Path file) throws IOException {
        try {
            Map<String, Object> values = Files.readAttributes(file, ATTRIBUTES);
            return Optional.of(new Stamp(
                    number(values, "size"),
                    nanos(values, "lastModifiedTime"),
                    nanos(values, "ctime"),
                    number(values, "ino")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Makes any write from now on show. */
    static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, LONG_AGO);
    }

    /** The same file with the same content, as a line of text. */
    String text() {
        return size + " " + modified + " " + changed + " " + inode + "\n";
    }

    private static long number(Map<String, Object> values, String name) {
        return ((Number) Objects.requireNonNull(values.get(name), name)).longValue();
    }

    private static long nanos(Map<String, Object> values, String name) {
        return ((FileTime) Objects.requireNonNull(values.get(name), name)).to(TimeUnit.NANOSECONDS);
    }
}
