package dev.davit.build.aot;

import dev.davit.build.training.TrainingRun;
import dev.davit.image.Image;
import dev.davit.image.rootfs.RootFilesystem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * An image's root file system with a folder to write to, both removed when this is closed. The lock of a file beside them
 * tells those in use from those of a process that was killed, which the next one removes.
 */
final class TrainingRoom implements Closeable {
    /** The same as seen from inside. */
    static final String CACHE_INSIDE = "/tmp/app.aot";

    static final String RESULT_INSIDE = "/tmp/davit-training";

    private static final String PREFIX = "training-";
    private static final String ROOT = "root";
    private static final String TMP = "tmp";
    private static final String LOCK = ".lock";

    private final Path folder;
    private final FileChannel lock;

    private TrainingRoom(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static TrainingRoom open(Image image, Path work) throws IOException {
        Files.createDirectories(work);
        removeAbandoned(work);
        Path folder = work.resolve(PREFIX + UUID.randomUUID());
        FileChannel lock = FileChannel.open(lockOf(folder), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        TrainingRoom room = new TrainingRoom(folder, lock);
        try {
            lock.lock();
            Files.createDirectories(room.tmp());
            Files.setAttribute(room.tmp(), "unix:mode", 01777);
            RootFilesystem.unpack(image, room.root());
            for (String mountPoint : new String[] {"proc", "dev", "tmp"}) {
                Files.createDirectories(room.root().resolve(mountPoint));
            }
            Files.createDirectories(room.root().resolve("etc"));
            Files.writeString(room.root().resolve("etc/hosts"), "127.0.0.1 localhost\n::1 localhost\n");
            return room;
        } catch (IOException | RuntimeException e) {
            room.close();
            throw e;
        }
    }

    /** A room is made after its lock and removed before it, so that one without it, or with a free one, is nobody's. */
    private static void removeAbandoned(Path work) throws IOException {
        List<Path> folders;
        try (DirectoryStream<Path> found = Files.newDirectoryStream(work, PREFIX + "*")) {
            folders = StreamSupport.stream(found.spliterator(), false)
                    .filter(Files::isDirectory)
                    .toList();
        }
        for (Path folder : folders) {
            try (FileChannel channel = FileChannel.open(lockOf(folder), StandardOpenOption.WRITE)) {
                if (channel.tryLock() == null) {
                    continue;
                }
            } catch (NoSuchFileException e) {
                // Nobody's.
            } catch (OverlappingFileLockException e) {
                continue;
            }
            remove(folder);
        }
    }

    private static Path lockOf(Path folder) {
        return folder.resolveSibling(folder.getFileName() + LOCK);
    }

    private static void remove(Path folder) throws IOException {
        RootFilesystem.remove(folder.resolve(ROOT));
        RootFilesystem.remove(folder.resolve(TMP));
        Files.deleteIfExists(folder);
        Files.deleteIfExists(lockOf(folder));
    }

    Sandbox sandbox(String workingFolder, String user) {
        return new Sandbox(root(), tmp(), workingFolder.isEmpty() ? "/" : workingFolder, user);
    }

    /** What the run has told so far. */
    String result() throws IOException {
        try {
            return Files.readString(tmp().resolve(Path.of(RESULT_INSIDE).getFileName()));
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** Whether the run has told that nothing will come of it. */
    boolean failed() {
        try {
            return result().startsWith(TrainingRun.FAILED);
        } catch (IOException e) {
            return true;
        }
    }

    /** Where the cache is written to, and then found by {@link #install}. */
    Path recorded() {
        return tmp().resolve(Path.of(CACHE_INSIDE).getFileName());
    }

    /** The cache at its place in the image. */
    Path cache() {
        return root().resolve(AotCache.FILE.substring(1));
    }

    void install() throws IOException {
        Files.move(recorded(), cache());
        Files.setAttribute(cache(), "unix:mode", 0644);
    }

    private Path root() {
        return folder.resolve(ROOT);
    }

    private Path tmp() {
        return folder.resolve(TMP);
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            remove(folder);
        }
    }
}
