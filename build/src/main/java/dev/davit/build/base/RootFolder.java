package dev.davit.build.base;

import dev.davit.build.layer.LayerPlan;
import dev.davit.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A root file system in a folder. Everything in it belongs to root in the image, with the permissions that it has, but
 * without setuid and setgid bits, which would then mean root's. Devices, pipes and sockets are left out, and what lies in
 * {@code /dev}, {@code /proc} and {@code /sys}, where container engines mount their own.
 */
final class RootFolder implements RootSource {
    private static final Set<String> MOUNT_POINTS = Set.of("dev", "proc", "sys");
    private static final String ATTRIBUTES = "unix:mode,size,lastModifiedTime,ctime,ino";
    private static final int TYPE = 0170000;
    private static final int FOLDER = 0040000;
    private static final int FILE = 0100000;
    private static final int LINK = 0120000;

    private final Path root;
    private final List<Entry> entries = new ArrayList<>();
    private final Digest state;
    private long newest;

    private RootFolder(Path root) throws IOException {
        this.root = root;
        MessageDigest hash = Digest.newSha256();
        walk(root, hash);
        this.state = Digest.of(hash.digest());
    }

    private record Entry(Path path, int mode, String target) {}

    /** Looks at everything in the folder, without reading files. */
    static RootFolder of(Path root) throws IOException {
        return new RootFolder(root);
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
        LayerPlan plan = new LayerPlan();
        for (Entry entry : entries) {
            String path = "/" + root.relativize(entry.path());
            switch (entry.mode() & TYPE) {
                case FOLDER -> plan.folder(path, entry.mode() & 01777);
                case LINK -> plan.link(path, entry.target());
                default -> plan.file(path, entry.path(), digest(entry.path()), entry.mode() & 0777);
            }
        }
        return plan;
    }

    private void walk(Path folder, MessageDigest hash) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        }
        children.sort(null);
        for (Path child : children) {
            Map<String, Object> attributes = Files.readAttributes(child, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            int mode = ((Number) attributes.getOrDefault("mode", 0)).intValue();
            int type = mode & TYPE;
            if (type == FOLDER || type == FILE || type == LINK) {
                String target = type == LINK ? Files.readSymbolicLink(child).toString() : "";
                hash.update(note(child, attributes, target).getBytes(StandardCharsets.UTF_8));
                entries.add(new Entry(child, mode, target));
                if (type == FOLDER && !isMountPoint(folder, child)) {
                    walk(child, hash);
                }
            }
        }
    }

    private boolean isMountPoint(Path parent, Path child) {
        return parent.equals(root) && MOUNT_POINTS.contains(child.getFileName().toString());
    }

    private String note(Path child, Map<String, Object> attributes, String target) {
        long modified = nanos(attributes, "lastModifiedTime");
        long changed = nanos(attributes, "ctime");
        newest = Math.max(newest, TimeUnit.NANOSECONDS.toMillis(Math.max(modified, changed)));
        return String.join(
                "\0",
                root.relativize(child).toString(),
                target,
                String.valueOf(attributes.get("mode")),
                String.valueOf(attributes.get("size")),
                String.valueOf(attributes.get("ino")),
                String.valueOf(modified),
                String.valueOf(changed),
                "\n");
    }

    private static long nanos(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : 0;
    }

    static Digest digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Digest.sha256(in);
        }
    }
}
