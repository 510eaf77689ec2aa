package dev.davit.build.base;

import dev.davit.build.layer.LayerPlan;
import dev.davit.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * A root file system in a tar archive, plain or compressed with gzip or zstd. Everything in it belongs to root in the
 * image, with the permissions that it has.
 */
final class RootArchive implements RootSource {
    private static final String ATTRIBUTES = "unix:size,lastModifiedTime,ctime,ino";

    private final Path file;
    private final Digest state;
    private final long newest;

    private RootArchive(Path file, Digest state, long newest) {
        this.file = file;
        this.state = state;
        this.newest = newest;
    }

    static RootArchive of(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, ATTRIBUTES);
        long newest = attributes.values().stream()
                .filter(FileTime.class::isInstance)
                .mapToLong(time -> ((FileTime) time).toMillis())
                .max()
                .orElse(Long.MAX_VALUE);
        String text = attributes.get("size") + " " + attributes.get("ino") + " " + attributes.get("lastModifiedTime")
                + " " + attributes.get("ctime");
        return new RootArchive(file, Digest.sha256(text.getBytes(StandardCharsets.UTF_8)), newest);
    }

    @Override
    public Digest state() {
        return state;
    }

    @Override
    public long newest() {
        return newest;
    }

    @Override
    public LayerPlan plan() throws IOException {
        return new LayerPlan().archive(file, RootFolder.digest(file));
    }
}
