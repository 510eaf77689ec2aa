package dev.davit.image.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that belongs to this process: it is locked for as long as it is open, and the system frees it when the process
 * dies, however that comes. So what dead processes left can be told from what living ones are at, without a clock.
 */
final class Claim implements Closeable {

    /**
     * The claims of this process. It must not open them a second time: with the close of one channel, POSIX frees all
     * locks that a process has on a file.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private Claim(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Makes an empty file of a name that nobody else has. */
    static Claim make(Path directory) throws IOException {
        while (true) {
            Path file = directory.resolve(UUID.randomUUID().toString());
            OWN.add(file);
            FileChannel channel = null;
            try {
                channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                var _ = channel.lock();
                // One who sweeps may have come between the two.
                if (Files.exists(file)) {
                    return new Claim(file, channel);
                }
                channel.close();
                OWN.remove(file);
            } catch (IOException e) {
                if (channel != null) {
                    channel.close();
                    Files.deleteIfExists(file);
                }
                OWN.remove(file);
                throw e;
            }
        }
    }

    Path file() {
        return file;
    }

    FileChannel channel() {
        return channel;
    }

    /** Gives the file up, and deletes it unless it has got another name. */
    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(file);
        } finally {
            channel.close();
            OWN.remove(file);
        }
    }

    /** Deletes the files in this directory that no living process holds, and returns the others. */
    static List<Path> sweep(Path directory) throws IOException {
        List<Path> held = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (OWN.contains(file) || !deleteIfLeft(file)) {
                    held.add(file);
                }
            }
        }
        return held;
    }

    private static boolean deleteIfLeft(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return false;
            }
            Files.deleteIfExists(file);
            return true;
        } catch (OverlappingFileLockException e) {
            // Another thread of this process sweeps too.
            return false;
        } catch (NoSuchFileException e) {
            return true;
        } catch (AccessDeniedException e) {
            // Another user's.
            return false;
        }
    }
}
