package dev.davit.image.layer;

import dev.davit.image.Layer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects the entries of a layer and writes them. Paths are those in the image; a leading slash makes no difference,
 * and parent directories come by themselves, with mode 0755. Files are read when the layer is written, not before.
 *
 * <p>Every {@code add} method throws {@link IllegalArgumentException} for a path that is taken, that leads out of the
 * image, or that a reader of the layer would take for a deletion mark.
 *
 * <p>For one thread at a time.
 */
public final class LayerBuilder {

    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private long uid;
    private long gid;
    private Instant time = Instant.EPOCH;
    private Compressor compressor = Compressor.GZIP;

    /** Gives all entries this owner, instead of 0 and 0. */
    public LayerBuilder owner(long uid, long gid) {
        if (uid < 0 || gid < 0) {
            throw new IllegalArgumentException("Not an owner: " + uid + ":" + gid + ". Expected numbers from 0 on.");
        }
        this.uid = uid;
        this.gid = gid;
        return this;
    }

    /** Gives all entries this time, to the second, instead of the epoch. */
    public LayerBuilder time(Instant time) {
        this.time = time;
        return this;
    }

    /** Compresses with this, instead of {@link Compressor#GZIP}. */
    public LayerBuilder compressor(Compressor compressor) {
        this.compressor = compressor;
        return this;
    }

    /** Adds the content of a file. */
    public LayerBuilder addFile(String path, Path source, int mode) {
        return add(path, new Entry.FileFrom(source, checkMode(path, mode)));
    }

    /** Adds a directory, or gives one that is there already as a parent this mode. */
    public LayerBuilder addDirectory(String path, int mode) {
        return add(path, new Entry.Directory(checkMode(path, mode), true));
    }

    /** Adds a file with this content. */
    public LayerBuilder addBytes(String path, byte[] content, int mode) {
        return add(path, new Entry.Bytes(content.clone(), checkMode(path, mode)));
    }

    /** Adds a symbolic link; its target stays exactly as given and need not exist. */
    public LayerBuilder addSymlink(String path, String target) {
        if (target.isEmpty() || target.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("The symbolic link " + path + " needs a target, found '" + target + "'");
        }
        return add(path, new Entry.Symlink(target));
    }

    /** Adds another name for a file of this layer, which may be added later; hard links come last in a layer. */
    public LayerBuilder addHardLink(String path, String target) {
        return add(path, new Entry.HardLink(EntryPath.normalise(target)));
    }

    /**
     * Adds everything in a tar archive, which may be compressed with gzip or zstd, or in a zip archive such as a jar. Modes
     * are those of the archive, in a zip archive 0644 and 0755; owners and times are those of the layer. Content is read
     * when the layer is written, a compressed tar archive by way of a temporary file.
     *
     * @throws IOException when the archive cannot be read or holds something else, such as a device
     */
    public LayerBuilder addArchive(String prefix, Path archive) throws IOException {
        InputArchive.of(archive).addTo(this, prefix + "/");
        return this;
    }

    /**
     * Adds everything below a directory: files with mode 0755 when their owner may execute them, else 0644, directories
     * with 0755, symbolic links as they are; a file with several names is added as several files. Trees may share
     * directories.
     *
     * @throws IOException when the directory cannot be read or holds something else, such as a socket
     */
    public LayerBuilder addTree(String prefix, Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                String path = pathOf(dir);
                if (!EntryPath.isRoot(path)) {
                    add(path, new Entry.Directory(0755, false));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isSymbolicLink()) {
                    addSymlink(pathOf(file), Files.readSymbolicLink(file).toString());
                } else if (attributes.isRegularFile()) {
                    addFile(pathOf(file), file, isExecutable(file) ? 0755 : 0644);
                } else {
                    throw new IOException(file + " is neither a file, a directory nor a symbolic link,"
                            + " and cannot be put into an image. Remove it or leave it out.");
                }
                return FileVisitResult.CONTINUE;
            }

            private String pathOf(Path file) {
                return prefix + "/" + directory.relativize(file);
            }
        });
        return this;
    }

    /** Writes the layer to a file, which it replaces, and which the layer then reads its bytes from. */
    public Layer writeTo(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            return writeTo(out).at(() -> Files.newInputStream(file));
        }
    }

    /**
     * Writes the compressed layer, with constant memory, and leaves the stream open.
     *
     * @throws IOException also when a file changes while it is read: what was written then is no layer
     */
    public BuiltLayer writeTo(OutputStream out) throws IOException {
        return new LayerWriter(uid, gid, time, compressor).write(entries, out);
    }

    LayerBuilder add(String path, Entry entry) {
        String normal = EntryPath.normalise(path);
        for (int slash = normal.indexOf('/'); slash >= 0; slash = normal.indexOf('/', slash + 1)) {
            String parent = normal.substring(0, slash);
            Entry there = entries.putIfAbsent(parent, new Entry.Directory(0755, false));
            if (there != null && !(there instanceof Entry.Directory)) {
                throw new IllegalArgumentException(
                        "Cannot add " + normal + ": " + parent + " is " + there.kind() + ", not a directory");
            }
        }
        Entry there = entries.get(normal);
        if (there == null || (isImplicit(there) && entry instanceof Entry.Directory)) {
            entries.put(normal, entry);
        } else if (!(isImplicit(entry) && there instanceof Entry.Directory)) {
            throw new IllegalArgumentException(
                    "Cannot add " + normal + " as " + entry.kind() + ": the layer has it already, as " + there.kind());
        }
        return this;
    }

    private static boolean isImplicit(@Nullable Entry entry) {
        return entry instanceof Entry.Directory directory && !directory.explicit();
    }

    private static int checkMode(String path, int mode) {
        if (mode < 0 || mode > 07777) {
            throw new IllegalArgumentException(
                    "Not a mode for " + path + ": " + Integer.toOctalString(mode) + ". Expected octal 0 to 7777.");
        }
        return mode;
    }

    private static boolean isExecutable(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false;
        }
        return Files.readAttributes(file, PosixFileAttributes.class)
                .permissions()
                .contains(PosixFilePermission.OWNER_EXECUTE);
    }
}
