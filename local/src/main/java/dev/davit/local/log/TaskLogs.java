package dev.davit.local.log;

import dev.davit.local.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of each task, in which its output is the file {@code log}. Tasks write there by themselves; the thread
 * {@code davit-logs} notes when they did, so that the lines of several can be put in order, and sets a log aside that
 * has grown too large. Safe for use by several threads.
 */
public final class TaskLogs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskLogs.class);
    private static final Duration GLANCE = Duration.ofMillis(100);
    private static final long LARGEST = 64L << 20;

    private final Path folder;
    private final RandomGenerator random;
    private final InstantSource clock;

    /** The tasks that run, with the size of each log when it was last looked at. */
    private final Map<String, Long> watched = new ConcurrentHashMap<>();

    private final Thread watcher;

    public TaskLogs(Path folder, RandomGenerator random, InstantSource clock) {
        this.folder = folder;
        this.random = random;
        this.clock = clock;
        this.watcher = Thread.ofVirtual().name("davit-logs").start(this::watch);
    }

    /** Makes the folder of a new task, readable by this user alone, and returns the task's id. */
    public String create() {
        while (true) {
            byte[] bytes = new byte[3];
            random.nextBytes(bytes);
            String id = HexFormat.of().formatHex(bytes);
            try {
                PrivateFiles.createFolder(folder(id));
                return id;
            } catch (FileAlreadyExistsException _) {
                // taken: another one
            } catch (IOException e) {
                throw new UncheckedIOException("no folder for a task can be made in " + folder + ": " + e, e);
            }
        }
    }

    public Path folder(String task) {
        return folder.resolve(task);
    }

    /** From now on the task writes. */
    public void watch(String task) {
        watched.put(task, -1L);
    }

    /** The task writes no more. */
    public void ended(String task) {
        Long before = watched.remove(task);
        lookAfter(task, before == null ? -1 : before, _ -> {});
    }

    /** The last lines that a task wrote. */
    public List<String> lastLines(String task, int count) {
        return LogFile.of(folder(task)).last(count).stream()
                .map(LogFile.Line::text)
                .toList();
    }

    public LogFile log(String task) {
        return LogFile.of(folder(task));
    }

    /** Deletes all that is kept of a task. */
    public void delete(String task) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(task))) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(folder(task));
        } catch (IOException e) {
            LOG.warn("the folder of task {} cannot be deleted: {}", task, e.toString());
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(GLANCE);
                watched.forEach(this::note);
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    /** One that has ended meanwhile is not put back. */
    private void note(String task, long before) {
        lookAfter(task, before, size -> watched.replace(task, size));
    }

    private void lookAfter(String task, long before, LongConsumer seen) {
        Path log = folder(task).resolve(LogFile.NAME);
        try {
            if (!Files.exists(log)) {
                return;
            }
            long size = Files.size(log);
            seen.accept(size);
            if (before != size) {
                LogFile.of(folder(task)).note(clock.millis(), size);
            }
            if (size > LARGEST) {
                setAside(task, log);
            }
        } catch (IOException e) {
            LOG.warn("the log of task {} cannot be looked after: {}", task, e.toString());
        }
    }

    /** The task goes on writing into the same, now empty, file, which it opened for appending. */
    private void setAside(String task, Path log) throws IOException {
        LogFile file = LogFile.of(folder(task));
        Files.copy(log, file.older(), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        file.forgetNotes();
        LOG.info("the log of task {} was longer than {} bytes and begins anew", task, LARGEST);
    }
}
