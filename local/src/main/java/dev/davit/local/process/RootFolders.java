package dev.davit.local.process;

import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.rootfs.RootFilesystem;
import dev.davit.image.store.ImageStore;
import dev.davit.local.runtime.TaskStartException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The unpacked root file systems, one folder for each image, shared by all its tasks, which only read it. */
final class RootFolders {
    private static final List<String> MOUNT_POINT_FOLDERS = List.of("proc", "dev", "tmp", "etc");
    private static final List<String> MOUNT_POINT_FILES = List.of("etc/resolv.conf", "etc/hosts");

    private final ImageStore store;
    private final Path folder;

    RootFolders(ImageStore store, Path folder) {
        this.store = store;
        this.folder = folder;
    }

    Path of(Digest image) {
        return folder.resolve(image.algorithm() + "-" + image.hex());
    }

    Image image(Digest digest) throws TaskStartException {
        try {
            return store.find(digest)
                    .orElseThrow(() -> new TaskStartException(
                            "the image " + digest + " is not in the image store " + store.directory()));
        } catch (IOException e) {
            throw new TaskStartException("the image " + digest + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Unpacks an image unless that was done; a folder is there whole or not at all. */
    synchronized void prepare(Digest digest) throws TaskStartException {
        Path root = of(digest);
        if (Files.isDirectory(root)) {
            return;
        }
        Image image = image(digest);
        Path part = root.resolveSibling(root.getFileName() + ".part");
        try {
            Files.createDirectories(folder);
            RootFilesystem.remove(part);
            RootFilesystem.unpack(image, part);
            addMountPoints(part);
            Files.move(part, root, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw notUnpacked(digest, part, e);
        }
    }

    private TaskStartException notUnpacked(Digest digest, Path part, IOException e) {
        try {
            RootFilesystem.remove(part);
        } catch (IOException removing) {
            e.addSuppressed(removing);
        }
        if (isForWantOfSpace(e)) {
            return new TaskStartException(
                            "the image cannot be unpacked to " + folder + ": no space left on the disk", e)
                    .withFix("make room on the disk that holds " + folder + ", then: davit up");
        }
        return new TaskStartException("the image " + digest + " cannot be unpacked to " + part + ": " + e, e);
    }

    private static boolean isForWantOfSpace(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
                return true;
            }
        }
        return false;
    }

    synchronized void keepOnly(Supplier<Set<Digest>> images) {
        List<Path> kept = images.get().stream().map(this::of).toList();
        try (DirectoryStream<Path> roots = Files.newDirectoryStream(folder)) {
            for (Path root : roots) {
                if (!kept.contains(root)) {
                    RootFilesystem.remove(root);
                }
            }
        } catch (IOException _) {
            // what is left is deleted the next time
        }
    }

    /** In the place of a link, which would lead a mount out of the root file system, comes what it should be. */
    private static void addMountPoints(Path root) throws IOException {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : MOUNT_POINT_FOLDERS) {
            Path point = root.resolve(name);
            if (Files.isSymbolicLink(point)) {
                Files.delete(point);
            }
            if (!Files.exists(point, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(point);
                Files.setPosixFilePermissions(point, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        for (String name : MOUNT_POINT_FILES) {
            Path point = root.resolve(name);
            if (Files.isSymbolicLink(point)) {
                Files.delete(point);
            }
            if (!Files.exists(point)) {
                Files.createFile(point);
            }
        }
    }
}
