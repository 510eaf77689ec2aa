package dev.davit.image.rootfs;

import dev.davit.image.Image;
import dev.davit.image.Layer;
import dev.davit.image.layer.LayerLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** The root file system of an image, unpacked into a directory. For file systems with POSIX permissions. */
public final class RootFilesystem {

    private static final Duration STALE = Duration.ofDays(1);

    private RootFilesystem() {}

    /**
     * Unpacks an image, layer by layer, within {@link LayerLimits#DEFAULT}. The directory appears under its name once all of it is there and verified; a
     * file beside it, {@code <directory>.image}, tells the image's digest. If the same image is there already, nothing
     * happens. Safe for several threads and processes at once.
     *
     * <p>Setuid and setgid bits are dropped; extended attributes and device nodes are left out. Owners are kept where this process may set them,
     * which is as root only.
     *
     * @throws UnpackException when a layer is damaged, or has an entry that would lead out of the directory, or when the
     *     directory holds something else
     */
    public static void unpack(Image image, Path directory) throws IOException {
        unpack(image, directory, LayerLimits.DEFAULT);
    }

    /** The same, within other limits. */
    public static void unpack(Image image, Path directory, LayerLimits limits) throws IOException {
        Path target = directory.toAbsolutePath().normalize();
        if (isThere(image, target)) {
            return;
        }
        Files.createDirectories(parent(target));
        removeStale(target);
        Path partial = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".partial");
        try {
            var tree = new Tree(Files.createDirectory(partial));
            var unpacker = new LayerUnpacker(tree, limits);
            for (Layer layer : image.layers()) {
                unpacker.unpack(layer);
            }
            tree.finish();
            publish(image, partial, target);
        } catch (UnpackException e) {
            throw e;
        } catch (IOException | InvalidPathException e) {
            throw new UnpackException("Cannot unpack image " + image.digest() + " into " + target + ": " + e, e);
        } finally {
            Tree.delete(partial);
        }
    }

    private static void publish(Image image, Path partial, Path target) throws IOException {
        Path passing = partial.resolveSibling(partial.getFileName() + ".image");
        try {
            Files.writeString(passing, image.digest().toString());
            Files.move(passing, marker(target), StandardCopyOption.ATOMIC_MOVE);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Somebody else may have been quicker with the same image.
            if (!isThere(image, target)) {
                throw e;
            }
        } finally {
            Files.deleteIfExists(passing);
        }
    }

    /** Removes a directory that {@link #unpack} made, whatever modes its entries have. */
    public static void remove(Path directory) throws IOException {
        Path target = directory.toAbsolutePath().normalize();
        Tree.delete(target);
        Files.deleteIfExists(marker(target));
    }

    private static boolean isThere(Image image, Path target) throws IOException {
        if (!Files.exists(target) || isEmpty(target)) {
            return false;
        }
        String found;
        try {
            found = Files.readString(marker(target), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            found = "something that was not unpacked from an image";
        }
        if (!found.equals(image.digest().toString())) {
            throw new UnpackException("Cannot unpack image " + image.digest() + " into " + target + ": it holds "
                    + found + ". Remove it or choose another directory.");
        }
        return true;
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        }
    }

    /** What processes that were killed left behind. */
    private static void removeStale(Path target) throws IOException {
        Instant oldest = Instant.now().minus(STALE);
        try (DirectoryStream<Path> partials =
                Files.newDirectoryStream(parent(target), "." + target.getFileName() + ".*.partial")) {
            for (Path partial : partials) {
                if (Files.getLastModifiedTime(partial).toInstant().isBefore(oldest)) {
                    Tree.delete(partial);
                }
            }
        }
    }

    private static Path marker(Path target) {
        return target.resolveSibling(target.getFileName() + ".image");
    }

    private static Path parent(Path target) {
        Path parent = target.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("An image cannot be unpacked into the root directory of this machine");
        }
        return parent;
    }
}
