package dev.davit.image.rootfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tree that layers are applied to. Every path is walked part by part, and symbolic links on the way are followed as
 * if the tree were the whole file system, so that none leads out. That holds because nobody else writes to the tree.
 */
final class Tree {

    private static final int MOST_LINKS = 40;

    private final Path root;
    private final Ownership ownership;
    private final Map<Path, Metadata> directories = new HashMap<>();
    private final Set<Path> inThisLayer = new HashSet<>();
    private final byte[] buffer = new byte[1 << 16];
    private final byte[] zeros = new byte[1 << 16];

    Tree(Path root) throws IOException {
        this.root = root;
        this.ownership = Ownership.of(root);
        directories.put(root, new Metadata(0755, 0, 0, FileTime.fromMillis(0)));
    }

    void startLayer() {
        inThisLayer.clear();
    }

    void directory(List<String> path, Metadata metadata) throws IOException {
        Path directory = path.isEmpty() ? root : place(path);
        if (!isDirectory(directory)) {
            delete(directory);
            Files.createDirectory(directory);
        }
        inThisLayer.add(directory);
        directories.put(directory, metadata);
    }

    void file(List<String> path, InputStream content, long size, Metadata metadata) throws IOException {
        Path file = vacate(path);
        try (var out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long written = 0;
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                boolean last = (written += read) == size;
                if (!last && isZero(read)) {
                    out.position(out.position() + read);
                } else {
                    write(out, read);
                }
            }
            if (written != size) {
                throw new UnpackException(
                        "'" + String.join("/", path) + "' should have " + size + " bytes and has " + written);
            }
        }
        ownership.give(file, metadata);
        Files.setAttribute(file, "unix:mode", metadata.fileMode());
        Files.setLastModifiedTime(file, metadata.modified());
    }

    /** Zeros become holes, so that a file with many of them takes little room. */
    private boolean isZero(int length) {
        return buffer[0] == 0 && Arrays.equals(buffer, 0, length, zeros, 0, length);
    }

    private void write(FileChannel out, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    void symlink(List<String> path, String target, Metadata metadata) throws IOException {
        Path link = vacate(path);
        Files.createSymbolicLink(link, Path.of(target));
        ownership.give(link, metadata);
    }

    void hardLink(List<String> path, List<String> target) throws IOException {
        Path existing = target.isEmpty() ? null : find(target);
        BasicFileAttributes attributes = existing == null ? null : attributes(existing);
        if (existing == null || attributes == null || attributes.isDirectory()) {
            throw new UnpackException("'" + String.join("/", path) + "' is a hard link to '" + String.join("/", target)
                    + "', which is no file of the image");
        }
        if (existing.equals(place(path))) {
            throw new UnpackException("'" + String.join("/", path) + "' is a hard link to itself");
        }
        Path link = vacate(path);
        if (attributes.isSymbolicLink()) {
            // Not every system links to the link itself.
            Files.createSymbolicLink(link, Files.readSymbolicLink(existing));
        } else {
            Files.createLink(link, existing);
        }
    }

    /** Deletes what lower layers have under this name. */
    void hide(List<String> parent, String name) throws IOException {
        Path directory = find(parent);
        if (directory != null && isDirectory(directory)) {
            deleteOfLowerLayers(directory.resolve(name));
        }
    }

    /** Deletes what lower layers have in this directory. */
    void hideContent(List<String> path) throws IOException {
        Path directory = find(path);
        if (directory != null && isDirectory(directory)) {
            for (Path child : children(directory)) {
                deleteOfLowerLayers(child);
            }
        }
    }

    /** Gives directories their modes and times, which would have been in the way before. */
    void finish() throws IOException {
        List<Path> deepestFirst = new ArrayList<>(directories.keySet());
        deepestFirst.sort((a, b) -> Integer.compare(b.getNameCount(), a.getNameCount()));
        for (Path directory : deepestFirst) {
            Metadata metadata = directories.get(directory);
            if (metadata != null && isDirectory(directory)) {
                ownership.give(directory, metadata);
                Files.setLastModifiedTime(directory, metadata.modified());
                Files.setAttribute(directory, "unix:mode", metadata.directoryMode());
            }
        }
    }

    /** Where the entry goes, with nothing there. */
    private Path vacate(List<String> path) throws IOException {
        Path place = place(path);
        delete(place);
        inThisLayer.add(place);
        return place;
    }

    /** Where the entry goes; its parents are made where they are missing, and links among them followed. */
    private Path place(List<String> path) throws IOException {
        Path parent = walk(path.subList(0, path.size() - 1), true);
        if (parent == null) {
            throw new IllegalStateException("A walk that makes directories always arrives");
        }
        return parent.resolve(path.getLast());
    }

    /** Where an entry is, or null if its parents are not there. A link at the very end is not followed. */
    private @Nullable Path find(List<String> path) throws IOException {
        if (path.isEmpty()) {
            return root;
        }
        Path parent = walk(path.subList(0, path.size() - 1), false);
        return parent == null ? null : parent.resolve(path.getLast());
    }

    private @Nullable Path walk(List<String> path, boolean make) throws IOException {
        List<String> left = new ArrayList<>(path.reversed());
        Path at = root;
        int links = 0;
        while (!left.isEmpty()) {
            String part = left.removeLast();
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                at = at.equals(root) ? root : at.resolve("..").normalize();
                continue;
            }
            Path next = at.resolve(part);
            BasicFileAttributes attributes = attributes(next);
            if (attributes == null) {
                if (!make) {
                    return null;
                }
                Files.createDirectory(next);
                directories.put(next, new Metadata(0755, 0, 0, FileTime.fromMillis(0)));
                inThisLayer.add(next);
                at = next;
            } else if (attributes.isSymbolicLink()) {
                if (++links > MOST_LINKS) {
                    throw new UnpackException("'" + String.join("/", path) + "' leads through too many symbolic links");
                }
                String target = Files.readSymbolicLink(next).toString();
                left.addAll(List.of(target.split("/", -1)).reversed());
                at = target.startsWith("/") ? root : at;
            } else if (attributes.isDirectory()) {
                at = next;
            } else if (make) {
                throw new UnpackException("'" + String.join("/", path) + "' leads through '" + part + "', a file");
            } else {
                return null;
            }
        }
        return at;
    }

    private void deleteOfLowerLayers(Path path) throws IOException {
        if (isDirectory(path)) {
            for (Path child : children(path)) {
                deleteOfLowerLayers(child);
            }
            if (!inThisLayer.contains(path) && children(path).isEmpty()) {
                Files.delete(path);
            }
        } else if (!inThisLayer.contains(path)) {
            Files.deleteIfExists(path);
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(children::add);
        }
        return children;
    }

    private static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                ? Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                : null;
    }

    /** Deletes a file or a whole directory, if it is there. Links are deleted, not followed. */
    static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                // A directory that its owner may not read cannot be listed; it can after this.
                if (!isDirectory(file) || Files.isReadable(file)) {
                    throw e;
                }
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
                delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
