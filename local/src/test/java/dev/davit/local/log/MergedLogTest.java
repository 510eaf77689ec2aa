package dev.davit.local.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.app.LogLine;
import dev.davit.local.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedLogTest {
    @TempDir
    Path folder;

    private TaskLogs logs;
    private MergedLog merged;

    @BeforeEach
    void open() {
        logs = new TaskLogs(folder, new Random(1), InstantSource.system());
        merged = new MergedLog(logs);
    }

    @AfterEach
    void close() {
        logs.close();
    }

    @Test
    void linesOfSeveralTasksComeInTheOrderInWhichTheyWereWritten() throws IOException {
        String one = logs.create();
        String two = logs.create();
        write(one, "first\n", 1000);
        write(two, "second\n", 2000);
        write(one, "third\n", 3000);
        List<LogLine> lines = new CopyOnWriteArrayList<>();
        merged.print(sources(one, two), 10, lines::add);
        assertThat(lines).extracting(LogLine::text).containsExactly("first", "second", "third");
        lines.clear();
        merged.print(sources(one, two), 2, lines::add);
        assertThat(lines).extracting(LogLine::task).containsExactly(two, one);
    }

    @Test
    void followingGoesOnWithNewLinesAndNewTasksUntilNothingMayCome() throws Exception {
        String one = logs.create();
        write(one, "before\n", 1000);
        List<MergedLog.Source> known = new CopyOnWriteArrayList<>(sources(one));
        List<LogLine> lines = new CopyOnWriteArrayList<>();
        AtomicBoolean mayCome = new AtomicBoolean(true);
        Thread following = Thread.ofVirtual().start(() -> {
            try {
                merged.follow(() -> known, 10, lines::add, () -> {}, mayCome::get);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        Waiting.until("the old line came", () -> lines.size() == 1);
        write(one, "after\n", 2000);
        Waiting.until("the new line came", () -> lines.size() == 2);
        String two = logs.create();
        write(two, "another", 3000);
        known.addAll(sources(two));
        mayCome.set(false);
        following.join();
        assertThat(lines).extracting(LogLine::text).containsExactly("before", "after", "another");
    }

    private static List<MergedLog.Source> sources(String... tasks) {
        return List.of(tasks).stream()
                .map(task -> new MergedLog.Source(task, 1))
                .toList();
    }

    private void write(String task, String text, long time) throws IOException {
        Path log = logs.folder(task).resolve("log");
        Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        LogFile.of(logs.folder(task)).note(time, Files.size(log));
    }
}
