package dev.davit.image.store;

import dev.davit.image.Index;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * The {@code index.json} of a store. Readers need no lock, since the file is only ever replaced as a whole. Writers take
 * turns: those of other processes by a lock on a file beside it, those of this process by a lock in memory as well,
 * because a process cannot wait for its own file lock.
 */
final class StoreIndex {

    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final Path file;
    private final Path passing;
    private final Path lockFile;
    private final ReentrantLock lock;

    StoreIndex(Path root) {
        this.file = root.resolve("index.json");
        this.passing = root.resolve("index.json.part");
        this.lockFile = root.resolve("index.lock");
        this.lock = LOCKS.computeIfAbsent(root, _ -> new ReentrantLock());
    }

    Index read() throws ImageStoreException {
        try {
            return Index.parse(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Index.of(List.of(), Map.of());
        } catch (IllegalArgumentException e) {
            throw ImageStoreException.corrupt(
                    file,
                    String.valueOf(e.getMessage()),
                    "Remove this file; the images can then be built or pulled again");
        } catch (IOException e) {
            throw ImageStoreException.of("read", file, OptionalLong.empty(), e);
        }
    }

    /** Replaces the index by what the change makes of it, while nobody else changes it. */
    void update(UnaryOperator<Index> change) throws ImageStoreException {
        lock.lock();
        try (var channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            Index before = read();
            Index after = change.apply(before);
            if (after.equals(before) && Files.exists(file)) {
                return;
            }
            try (var part = FileChannel.open(
                    passing,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                var out = new IngestOutput(part, passing, OptionalLong.of(after.bytes().length));
                out.write(after.bytes());
                out.sync();
            }
            Files.move(passing, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw ImageStoreException.of("update", file, OptionalLong.empty(), e);
        } finally {
            lock.unlock();
        }
    }
}
