package dev.davit.local.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.davit.app.App;
import dev.davit.app.AppName;
import dev.davit.app.Failure;
import dev.davit.app.ImageSpec;
import dev.davit.image.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateStoreFullDiskTest {
    private static final String SECRET = "hunter2";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void mountASmallDisk() throws Exception {
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "davit-test", folder.toString()),
                "mount cannot make a tmpfs: it takes root");
        file = folder.resolve("state.db");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "--lazy", folder.toString());
    }

    @Test
    void fullDiskIsSaidWithTheFixAndWithoutWhatWasToBeWritten() {
        try (StateStore state = StateStore.open(file)) {
            fill();
            Throwable thrown = catchThrowable(() -> recordUntilItFails(state));
            assertThatItIsFull(thrown);
        }
    }

    @Test
    void fullDiskIsNotTakenForADamagedDatabase() throws IOException {
        try (StateStore state = StateStore.open(file)) {
            state.record(app(), Digest.sha256(new byte[0]), Optional.empty(), Instant.EPOCH);
        }
        fill();
        assertThatItIsFull(catchThrowable(() -> StateStore.open(file)));
        Files.delete(folder.resolve("filler"));
        try (StateStore state = StateStore.open(file)) {
            assertThat(state.release(new AppName("hello"), 1)).isPresent();
        }
    }

    @Test
    void diskThatIsOnlyForReadingIsNotTakenForADamagedDatabase() throws Exception {
        StateStore.open(file).close();
        assertThat(run("mount", "-o", "remount,ro", folder.toString())).isTrue();
        Throwable thrown = catchThrowable(() -> StateStore.open(file));
        assertThat(thrown).isInstanceOf(Failure.class).hasMessageContaining("cannot be opened for writing");
        assertThat(((Failure) thrown).fix().orElseThrow()).contains("may write to " + file);
    }

    private static void recordUntilItFails(StateStore state) {
        for (int i = 0; i < 1000; i++) {
            state.record(app(), Digest.sha256(new byte[0]), Optional.empty(), Instant.EPOCH);
        }
    }

    private void assertThatItIsFull(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOf(Failure.class)
                .hasMessage("the state in " + file + " cannot be written: the disk is full");
        assertThat(((Failure) thrown).fix())
                .contains("make room on the disk that holds " + folder + ", then try again");
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(SECRET).doesNotContain("INSERT");
    }

    private void fill() {
        try (OutputStream out = Files.newOutputStream(folder.resolve("filler"))) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException _) {
            // it is full now
        }
    }

    private static App app() {
        AppName name = new AppName("hello");
        App defaults = App.ofDefaults(name, ImageSpec.ofSource(Path.of("/src")));
        return new App(
                name,
                defaults.image(),
                defaults.http(),
                defaults.resources(),
                defaults.count(),
                Map.of("PASSWORD", SECRET + "x".repeat(8000)),
                defaults.deployment());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
