package dev.davit.image.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a collection of garbage apart from those who are about to rely on what they find in the store. Any number of
 * threads and processes hold it shared, one holds it alone; the system frees it when a process dies. Each holds it for
 * a few system calls, or for the time that it takes to digest one blob.
 */
final class StoreLock {

    private static final Map<Path, StoreLock> LOCKS = new ConcurrentHashMap<>();

    private final Path file;

    /** Between the threads of this process. */
    private final ReentrantReadWriteLock threads = new ReentrantReadWriteLock();

    /** Guards the file lock that all sharing threads of this process hold together: a process cannot hold two. */
    private final ReentrantLock together = new ReentrantLock();

    private int sharing;
    private @Nullable FileChannel channel;

    private StoreLock(Path file) {
        this.file = file;
    }

    static StoreLock of(Path root) {
        return LOCKS.computeIfAbsent(root.resolve("use.lock"), StoreLock::new);
    }

    /** Nothing is collected until this is closed, by the same thread. A thread may hold it several times. */
    Held shared() throws ImageStoreException {
        if (threads.isWriteLockedByCurrentThread()) {
            return () -> {};
        }
        threads.readLock().lock();
        together.lock();
        try {
            if (sharing == 0) {
                channel = locked(true);
            }
            sharing++;
        } catch (ImageStoreException e) {
            threads.readLock().unlock();
            throw e;
        } finally {
            together.unlock();
        }
        return this::leave;
    }

    /** Nobody else holds it until this is closed, by the same thread. */
    Held alone() throws ImageStoreException {
        threads.writeLock().lock();
        try {
            FileChannel own = locked(false);
            return () -> {
                close(own);
                threads.writeLock().unlock();
            };
        } catch (ImageStoreException e) {
            threads.writeLock().unlock();
            throw e;
        }
    }

    private void leave() {
        together.lock();
        try {
            sharing--;
            if (sharing == 0 && channel != null) {
                close(channel);
                channel = null;
            }
        } finally {
            together.unlock();
            threads.readLock().unlock();
        }
    }

    private FileChannel locked(boolean shared) throws ImageStoreException {
        FileChannel opened = null;
        try {
            opened = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            var _ = opened.lock(0, Long.MAX_VALUE, shared);
            return opened;
        } catch (IOException e) {
            if (opened != null) {
                close(opened);
            }
            throw ImageStoreException.of("lock", file, OptionalLong.empty(), e);
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written through it, and the lock is gone.
        }
    }

    /** The lock, until it is closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
