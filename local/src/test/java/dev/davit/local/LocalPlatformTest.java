package dev.davit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.davit.app.App;
import dev.davit.app.AppName;
import dev.davit.app.Deployed;
import dev.davit.app.Failure;
import dev.davit.app.LogLine;
import dev.davit.app.LogQuery;
import dev.davit.app.Progress;
import dev.davit.app.ServiceStatus;
import dev.davit.app.ServiceStatus.Health;
import dev.davit.app.ServiceStatus.TaskStatus;
import dev.davit.image.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class LocalPlatformTest {
    private static final AppName HELLO = new AppName("hello");

    @TempDir
    Path folder;

    private Machine machine;
    private int port;

    @BeforeEach
    void start() {
        machine = new Machine(folder, "process");
        port = Machine.freePort();
    }

    @AfterEach
    void end() {
        machine.close();
    }

    @Test
    void deployedServiceAnswersAndItsRemovalLeavesNothing() throws Exception {
        Recorded recorded = new Recorded();
        Deployed deployed = machine.deploy(Machine.app("hello", port, 2), TestServer.image(machine.store), recorded);
        assertThat(deployed.changed()).isTrue();
        assertThat(deployed.release().number()).isEqualTo(1);
        assertThat(deployed.url()).isEqualTo(URI.create("http://127.0.0.1:" + port));
        assertThat(machine.get(deployed.url())).startsWith("Hello v1");
        assertThat(recorded.lines)
                .contains("prepare the image", "start 2 tasks", "start 2 tasks -> healthy", "shift traffic to v1")
                .anyMatch(line -> line.matches("start 2 tasks / task [0-9a-f]{6} -> healthy in \\d+\\.\\ds"));

        ServiceStatus status = machine.service("hello");
        assertThat(status.release()).isEqualTo(1);
        assertThat(status.desired()).isEqualTo(2);
        assertThat(status.tasks()).hasSize(2).allSatisfy(task -> {
            assertThat(task.state()).isEqualTo("running");
            assertThat(task.health()).isEqualTo(Health.HEALTHY);
            assertThat(task.life().restarts()).isZero();
            assertThat(ProcessHandle.of(task.origin().pid().orElseThrow())).isPresent();
        });

        ProcessHandle agent = machine.agent().orElseThrow();
        assertThat(machine.platform.remove(HELLO, Progress.NONE)).isTrue();
        assertThat(agent.isAlive()).isFalse();
        assertThat(Machine.isFree(port)).isTrue();
        assertThat(status.tasks()).noneMatch(LocalPlatformTest::lives);
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(folder.toString());
        assertThat(folder.resolve("state/process/roots")).isEmptyDirectory();
        assertThat(machine.platform.services()).isEmpty();
        assertThat(machine.platform.remove(HELLO, Progress.NONE)).isFalse();
        assertThat(machine.agent()).as("looking starts no agent").isEmpty();
    }

    @Test
    void sameReleaseAgainChangesNothingWhereverItsSourceLies() {
        App app = Machine.app("hello", port, 1);
        Digest image = TestServer.image(machine.store);
        machine.deploy(app, image);
        List<TaskStatus> before = machine.service("hello").tasks();
        Deployed again = machine.deploy(Machine.withSource(app, Path.of("/elsewhere")), image);
        assertThat(again.changed()).isFalse();
        assertThat(again.release().number()).isEqualTo(1);
        assertThat(machine.service("hello").tasks()).isEqualTo(before);
    }

    @Test
    void rolloutUnderLoadFailsNoRequest() {
        App app = Machine.app("hello", port, 2);
        Digest image = TestServer.image(machine.store);
        Deployed first = machine.deploy(app, image);
        try (Load load = new Load(first.url()).runFor(200)) {
            Deployed second = machine.deploy(Machine.withVariable(app, "GREETING", "Moin"), image);
            assertThat(second.release().number()).isEqualTo(2);
            load.runFor(200);
            assertThat(load.failures).isEmpty();
            assertThat(load.releases).containsKeys("v1", "v2");
        }
        assertThat(machine.get(first.url())).startsWith("Moin v2");
        assertThat(machine.service("hello").tasks()).hasSize(2).allMatch(task -> task.release() == 2);
    }

    @Test
    void rolloutInStepsFailsNoRequestEither() {
        App app = Machine.withPolicy(Machine.app("hello", port, 3), 50, 100);
        Digest image = TestServer.image(machine.store);
        Deployed first = machine.deploy(app, image);
        try (Load load = new Load(first.url()).runFor(100)) {
            machine.deploy(Machine.withVariable(app, "GREETING", "Moin"), image);
            load.runFor(100);
            assertThat(load.failures).isEmpty();
        }
        assertThat(machine.service("hello").tasks()).hasSize(3).allMatch(task -> task.release() == 2);
    }

    @Test
    void changedHealthCheckIsRolledOutWithoutAFailedRequest() {
        App app = Machine.app("hello", port, 2);
        Digest image = TestServer.image(machine.store);
        Deployed first = machine.deploy(app, image);
        try (Load load = new Load(first.url()).runFor(100)) {
            machine.deploy(Machine.withCheckPath(app, "/health"), image);
            load.runFor(100);
            assertThat(load.failures).isEmpty();
        }
        assertThat(machine.service("hello").tasks()).hasSize(2).allMatch(task -> task.release() == 2);
    }

    @Test
    void killedTaskIsReplacedAndNoRequestIsLost() {
        Deployed deployed = machine.deploy(Machine.app("hello", port, 2), TestServer.image(machine.store));
        TaskStatus victim = machine.service("hello").tasks().getFirst();
        try (Load load = new Load(deployed.url()).runFor(100)) {
            ProcessHandle.of(victim.origin().pid().orElseThrow()).orElseThrow().destroyForcibly();
            Waiting.until("two other tasks are healthy", () -> {
                List<TaskStatus> tasks = machine.service("hello").tasks();
                return tasks.size() == 2
                        && tasks.stream()
                                .allMatch(task -> task.health() == Health.HEALTHY
                                        && !task.id().equals(victim.id()));
            });
            load.runFor(100);
            assertThat(load.failures).isEmpty();
        }
        assertThat(machine.service("hello").tasks())
                .extracting(task -> task.life().restarts())
                .containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void taskThatKeepsDyingIsNamedACrashLoop() {
        machine.deploy(Machine.app("hello", port, 1), TestServer.image(machine.store));
        Waiting.until("a crash loop is named", () -> {
            for (TaskStatus task : machine.service("hello").tasks()) {
                if (task.state().startsWith("crash loop: was ended by signal SIGKILL")) {
                    return true;
                }
                task.origin().pid().ifPresent(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            }
            return false;
        });
    }

    @Test
    void firstReleaseThatEndsAtOnceLeavesNothingBehind() {
        Digest image = TestServer.image(machine.store, "exit", "3");
        Failure failure = failureOf(() -> machine.deploy(Machine.app("hello", port, 2), image));
        assertThat(failure.category()).isEqualTo(Failure.Category.ROLLOUT);
        assertThat(failure).hasMessageMatching("hello v1 does not run: task [0-9a-f]{6} ended with exit code 3");
        assertThat(failure.details()).contains("cannot go on");
        assertThat(machine.platform.services()).isEmpty();
        assertThat(machine.agent()).isEmpty();
        assertThat(Machine.isFree(port)).isTrue();
    }

    @Test
    void releaseThatEndsAtOnceLeavesTheOldOneServing() {
        App app = Machine.app("hello", port, 2);
        Deployed first = machine.deploy(app, TestServer.image(machine.store));
        List<TaskStatus> before = machine.service("hello").tasks();
        Digest broken = TestServer.image(machine.store, "exit", "3");
        Failure failure = failureOf(() -> machine.deploy(app, broken));
        assertThat(failure.category()).isEqualTo(Failure.Category.ROLLED_BACK);
        assertThat(failure).hasMessageContaining("ended with exit code 3; v1 serves as before");
        assertThat(machine.service("hello").tasks()).isEqualTo(before);
        assertThat(machine.get(first.url())).startsWith("Hello v1");
        assertThat(machine.deploy(Machine.withVariable(app, "A", "b"), TestServer.image(machine.store))
                        .release()
                        .number())
                .isEqualTo(3);
    }

    @Test
    void failureInTheMiddleOfARolloutInStepsRestoresTheOldRelease() {
        App app = Machine.withPolicy(Machine.app("hello", port, 2), 50, 100);
        Deployed first = machine.deploy(app, TestServer.image(machine.store));
        Digest broken = TestServer.image(machine.store, "exit", "3");
        try (Load load = new Load(first.url()).runFor(50)) {
            assertThat(failureOf(() -> machine.deploy(app, broken)).category()).isEqualTo(Failure.Category.ROLLED_BACK);
            load.runFor(50);
            assertThat(load.failures).isEmpty();
        }
        assertThat(machine.service("hello").tasks())
                .hasSize(2)
                .allMatch(task -> task.release() == 1 && task.health() == Health.HEALTHY);
    }

    @Test
    void releaseThatListensElsewhereIsToldSo() {
        int elsewhere = Machine.freePort();
        Digest image = TestServer.image(machine.store, "port", Integer.toString(elsewhere));
        Failure failure = failureOf(() -> machine.deploy(Machine.app("hello", port, 1), image));
        assertThat(failure)
                .hasMessageMatching(
                        ".* never became healthy: nothing listens on port \\d+; it listens on port " + elsewhere);
        assertThat(failure.fix()).hasValueSatisfying(fix -> assertThat(fix).contains("PORT"));
    }

    @Test
    void releaseThatAnswersWithAnErrorIsToldSo() {
        Digest image = TestServer.image(machine.store, "status", "500");
        Failure failure = failureOf(() -> machine.deploy(Machine.app("hello", port, 1), image));
        assertThat(failure).hasMessageContaining("never became healthy: GET / answered 500");
        assertThat(failure.details()).anyMatch(line -> line.startsWith("listening on"));
    }

    @Test
    void portInUseNamesTheProcessThatHasIt() throws IOException {
        Digest image = TestServer.image(machine.store);
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            Failure failure = failureOf(() -> machine.deploy(Machine.app("hello", port, 1), image));
            assertThat(failure)
                    .hasMessage("port " + port + " is in use by java (pid "
                            + ProcessHandle.current().pid() + ")");
            assertThat(failure.fix()).contains("davit up --publish " + (port + 1));
        }
        int other = Machine.freePort();
        Deployed elsewhere = machine.platform.deploy(
                Machine.app("hello", port, 1),
                image,
                Optional.empty(),
                new LocalOptions(Optional.of(Integer.toString(other)), Optional.of("process")),
                Progress.NONE);
        assertThat(elsewhere.url()).hasPort(other);
        assertThat(machine.get(elsewhere.url())).startsWith("Hello");
    }

    @Test
    void runtimeThatDoesNotExistIsRefused() {
        Digest image = TestServer.image(machine.store);
        LocalOptions options = new LocalOptions(Optional.empty(), Optional.of("podman"));
        Failure failure = failureOf(() -> machine.platform.deploy(
                Machine.app("hello", port, 1), image, Optional.empty(), options, Progress.NONE));
        assertThat(failure.category()).isEqualTo(Failure.Category.USAGE);
        assertThat(failure).hasMessageContaining("expected one of docker, process");
    }

    @Test
    void severalServicesShareOneAgent() {
        int otherPort = Machine.freePort();
        Digest image = TestServer.image(machine.store);
        machine.deploy(Machine.app("hello", port, 1), image);
        ProcessHandle agent = machine.agent().orElseThrow();
        Deployed other = machine.deploy(Machine.app("other", otherPort, 1), image);
        assertThat(machine.agent()).contains(agent);
        machine.platform.remove(HELLO, Progress.NONE);
        assertThat(machine.get(other.url())).startsWith("Hello v1");
        assertThat(agent.isAlive()).isTrue();
    }

    @Test
    void logsOfAllTasksComeTogetherAndOutliveThem() {
        Deployed deployed = machine.deploy(Machine.app("hello", port, 2), TestServer.image(machine.store, "chatty"));
        machine.get(deployed.url().resolve("/marked"));
        Waiting.until(
                "the request is in the logs",
                () -> logs().stream().anyMatch(line -> line.text().equals("GET /marked HTTP/1.1")));
        assertThat(logs().stream().map(LogLine::task).distinct()).hasSize(2);
        String task = machine.service("hello").tasks().getFirst().id();
        assertThat(logs(new LogQuery(HELLO, Optional.of(task), 1, false)))
                .singleElement()
                .satisfies(line -> assertThat(line.task()).isEqualTo(task));
        ProcessHandle.of(machine.service("hello")
                        .tasks()
                        .getFirst()
                        .origin()
                        .pid()
                        .orElseThrow())
                .orElseThrow()
                .destroyForcibly();
        Waiting.until(
                "the task is replaced",
                () -> logs().stream().map(LogLine::task).distinct().count() == 3);
        Failure failure = failureOf(() -> logs(new LogQuery(new AppName("nobody"), Optional.empty(), 1, false)));
        assertThat(failure).hasMessage("there is no service 'nobody' on this machine");
    }

    @Test
    void followedLogsEndWithTheService() throws Exception {
        machine.deploy(Machine.app("hello", port, 1), TestServer.image(machine.store));
        List<LogLine> lines = new ArrayList<>();
        Thread follower = Thread.ofVirtual()
                .start(() -> machine.platform.logs(new LogQuery(HELLO, Optional.empty(), 10, true), line -> {
                    synchronized (lines) {
                        lines.add(line);
                    }
                }));
        Waiting.until("a line has come", () -> {
            synchronized (lines) {
                return !lines.isEmpty();
            }
        });
        machine.platform.remove(HELLO, Progress.NONE);
        assertThat(follower.join(java.time.Duration.ofSeconds(10))).isTrue();
    }

    private List<LogLine> logs() {
        return logs(new LogQuery(HELLO, Optional.empty(), 1000, false));
    }

    private List<LogLine> logs(LogQuery query) {
        List<LogLine> lines = new ArrayList<>();
        machine.platform.logs(query, lines::add);
        return lines;
    }

    private static boolean lives(TaskStatus task) {
        return ProcessHandle.of(task.origin().pid().orElseThrow())
                .filter(ProcessHandle::isAlive)
                .isPresent();
    }

    private static Failure failureOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
        return catchThrowableOfType(Failure.class, work);
    }
}
