package dev.davit.build;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one build at a time work in a source tree: by a lock of this process for its threads, and by a file lock, which
 * the system frees when a process dies, for other processes.
 */
final class BuildLock implements Closeable {
    private static final ConcurrentMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock thread;
    private final FileChannel channel;
    private final FileLock process;

    private BuildLock(ReentrantLock thread, FileChannel channel, FileLock process) {
        this.thread = thread;
        this.channel = channel;
        this.process = process;
    }

    /** Waits for its turn; an interrupt ends the waiting with an {@link IOException}. */
    static BuildLock acquire(Path file) throws IOException {
        ReentrantLock thread = THREADS.computeIfAbsent(file, _ -> new ReentrantLock());
        try {
            thread.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while another build was at work", e);
        }
        try {
            Files.createDirectories(file.resolveSibling("."));
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new BuildLock(thread, channel, channel.lock());
        } catch (IOException | RuntimeException e) {
            thread.unlock();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            process.release();
        } finally {
            thread.unlock();
        }
    }
}
