package dev.davit.cli.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.cli.program.Program.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads when something goes wrong, and the exit code that a script sees. */
@Tag("slow")
class FailuresTest {
    @TempDir
    private Path folder;

    private Path project;
    private Program davit;
    private int port;

    @BeforeEach
    void aProjectOfItsOwn() throws IOException {
        port = Ports.free();
        project = Program.copyOfHello(folder.resolve("project"));
        davit = new Program(project, folder.resolve("state"))
                .with("DAVIT_RUNTIME", "process")
                .with("DAVIT_PUBLISH", Integer.toString(port));
    }

    @AfterEach
    void down() {
        davit.run("down", "hello");
    }

    @Test
    void aMistypedKeyIsNamedWithItsLineAndTheNearestKnownKey() throws IOException {
        Files.writeString(project.resolve("davit.yaml"), "name: hello\nimage: {biuld: hello}\n");

        Result result = davit.run("up", "-d").failedWith(2);

        assertThat(result.err())
                .contains("davit.yaml:2:9: unknown key 'image.biuld'; did you mean 'build'?")
                .contains("fix: ");
    }

    @Test
    void aPortInUseIsNamedWithItsHolder() throws IOException {
        try (ServerSocket holder = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            Result result = davit.run("up", "-d").failedWith(1);

            assertThat(result.err())
                    .contains("port " + holder.getLocalPort() + " ")
                    .contains("java")
                    .contains("pid " + ProcessHandle.current().pid())
                    .contains("fix: ");
        }
        assertThat(davit.run("ps").succeeded().out()).isEqualTo("hello is not running");
    }

    @Test
    void anAppWithoutAMainClassCannotBeBuilt() throws IOException {
        Path source = project.resolve("hello/src/main/java/dev/davit/hello/Main.java");
        Files.writeString(source, Files.readString(source).replace("void main(", "void start("));

        Result result = davit.run("build").failedWith(3);

        assertThat(result.err()).contains("main").contains("fix: ");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void anErrorInTheSourceIsShownWithItsLine() throws IOException {
        Path source = project.resolve("hello/src/main/java/dev/davit/hello/Main.java");
        Files.writeString(source, Files.readString(source).replace("new Object", "") + "oops\n");

        Result result = davit.run("build").failedWith(3);

        assertThat(result.err()).contains("Main.java").contains("fix: ");
    }

    @Test
    void anAppThatNeverBecomesHealthyIsTakenDownWithTheReason() throws IOException {
        Files.writeString(
                project.resolve("davit.yaml"),
                "name: hello\nimage: {build: hello}\nhttp: {healthcheck: {path: /nowhere, grace_period: 3s, interval: 1s,"
                        + " timeout: 1s}}\n");

        Result result = davit.run("up", "-d").failedWith(6);

        assertThat(result.err())
                .contains("GET /nowhere")
                .contains("404")
                .contains("Started all channels")
                .contains("fix: ");
        assertThat(davit.run("ps").succeeded().out()).isEqualTo("hello is not running");
        assertThat(Ports.isFree(port)).isTrue();
    }

    @Test
    void aSecondAgentIsRefused() {
        davit.run("up", "-d").succeeded();

        Result result = davit.run("agent", "run").failedWith(1);

        assertThat(result.err()).contains("an agent is already running (pid ").contains("fix: ");
        assertThat(davit.run("ps", "--output", "json").succeeded().json().get("tasks"))
                .hasSize(2);
    }

    @Test
    void aCommandThatIsNotKnownIsAWrongUsage() {
        Result result = davit.run("pss").failedWith(2);

        assertThat(result.err()).contains("'pss'").contains("Did you mean: davit ps");
    }
}
