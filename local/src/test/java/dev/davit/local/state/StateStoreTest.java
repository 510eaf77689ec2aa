package dev.davit.local.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.davit.app.App;
import dev.davit.app.AppName;
import dev.davit.app.Failure;
import dev.davit.app.ImageSpec;
import dev.davit.app.Release;
import dev.davit.image.Digest;
import dev.davit.image.ImageReference;
import dev.davit.local.runtime.TaskHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateStoreTest {
    private static final AppName HELLO = new AppName("hello");
    private static final Digest IMAGE = Digest.sha256(new byte[0]);
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    @TempDir
    Path folder;

    @Test
    void whatWasWrittenIsThereAfterReopening() {
        App app = app();
        SavedTask task = new SavedTask(
                "abc123", HELLO, 1, 4, new TaskHandle("process", "127.0.0.1", 4711, Map.of("pid", "17")), NOW);
        try (StateStore state = open()) {
            assertThat(state.record(app, IMAGE, Optional.of("c0ffee"), NOW).number())
                    .isEqualTo(1);
            state.serve(new SavedService(HELLO, "127.0.0.1:5000", "process", 1));
            state.save(task);
        }
        try (StateStore state = open()) {
            assertThat(state.release(HELLO, 1)).contains(new Release(1, app, IMAGE, Optional.of("c0ffee"), NOW));
            assertThat(state.services()).containsExactly(new SavedService(HELLO, "127.0.0.1:5000", "process", 1));
            assertThat(state.tasks()).containsExactly(task);
        }
    }

    @Test
    void numbersOfReleasesGoOnAfterTheServiceWasRemoved() {
        try (StateStore state = open()) {
            state.record(app(), IMAGE, Optional.empty(), NOW);
            state.serve(new SavedService(HELLO, "127.0.0.1:5000", "process", 1));
            state.remove(HELLO);
            assertThat(state.services()).isEmpty();
            assertThat(state.record(app(), IMAGE, Optional.empty(), NOW).number())
                    .isEqualTo(2);
        }
    }

    @Test
    void onlyTheLastEndedTasksAreKept() {
        try (StateStore state = open()) {
            for (int i = 0; i < 4; i++) {
                state.save(new SavedTask(
                        "task" + i, HELLO, 1, 0, new TaskHandle("process", "127.0.0.1", 1, Map.of()), NOW));
            }
            for (int i = 0; i < 3; i++) {
                state.ended("task" + i, "ended with exit code 0", NOW.plusSeconds(i));
            }
            assertThat(state.forgetEnded(HELLO, 2)).containsExactly("task0");
            assertThat(state.taskReleases(HELLO)).containsOnlyKeys("task1", "task2", "task3");
        }
    }

    @Test
    void fileThatIsNoDatabaseIsRefused() throws IOException {
        Files.writeString(folder.resolve("state.db"), "not a database, but long enough to be taken for one".repeat(40));
        assertThatThrownBy(this::open).isInstanceOf(DamagedStateException.class);
    }

    @Test
    void databaseOfALaterVersionIsRefused() {
        Path file = folder.resolve("state.db");
        org.jdbi.v3.core.Jdbi.create("jdbc:sqlite:" + file).useHandle(db -> db.execute("PRAGMA user_version = 99"));
        assertThatThrownBy(this::open).isInstanceOf(DamagedStateException.class).hasMessageContaining("version 99");
    }

    @Test
    void fileThatCannotBeOpenedIsNotTakenForADamagedOne() throws IOException {
        Files.createDirectory(folder.resolve("state.db"));
        assertThatThrownBy(this::open)
                .isInstanceOf(Failure.class)
                .hasMessageContaining("cannot be opened for writing")
                .satisfies(e -> assertThat(((Failure) e).fix()).isPresent());
    }

    private StateStore open() {
        return StateStore.open(folder.resolve("state.db"));
    }

    private static App app() {
        ImageSpec image = ImageSpec.ofSource(Path.of("/src"));
        App defaults = App.ofDefaults(HELLO, image);
        return new App(
                HELLO,
                new ImageSpec(
                        image.context(),
                        Optional.of(ImageReference.parse("registry.test/acme/hello")),
                        image.port(),
                        image.java(),
                        image.base()),
                defaults.http(),
                defaults.resources(),
                defaults.count(),
                Map.of("A", "1"),
                defaults.deployment());
    }
}
