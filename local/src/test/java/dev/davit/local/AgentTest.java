package dev.davit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.davit.app.App;
import dev.davit.app.Deployed;
import dev.davit.app.Failure;
import dev.davit.app.ServiceStatus.Health;
import dev.davit.app.ServiceStatus.TaskStatus;
import dev.davit.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class AgentTest {
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
    void killedAgentComesBackAndTakesItsTasksOver() {
        Deployed deployed = machine.deploy(Machine.app("hello", port, 2), TestServer.image(machine.store));
        List<TaskStatus> before = machine.service("hello").tasks();
        kill(machine.agent().orElseThrow());
        Waiting.until("its tasks are there again", () -> healthy().equals(ids(before)));
        assertThat(machine.service("hello").tasks())
                .extracting(task -> task.origin().pid())
                .containsExactlyInAnyOrderElementsOf(
                        before.stream().map(task -> task.origin().pid()).toList());
        assertThat(machine.get(deployed.url())).startsWith("Hello v1");
    }

    @Test
    void agentReplacesTasksThatDiedTogetherWithTheOneBefore() {
        machine.deploy(Machine.app("hello", port, 2), TestServer.image(machine.store));
        List<TaskStatus> before = machine.service("hello").tasks();
        kill(machine.agent().orElseThrow());
        kill(ProcessHandle.of(before.getFirst().origin().pid().orElseThrow()).orElseThrow());
        Waiting.until("there are two healthy tasks", () -> healthy().size() == 2);
        assertThat(healthy())
                .contains(before.getLast().id())
                .doesNotContain(before.getFirst().id());
    }

    @Test
    void adoptedTaskThatDiesIsReplaced() {
        machine.deploy(Machine.app("hello", port, 1), TestServer.image(machine.store));
        TaskStatus task = machine.service("hello").tasks().getFirst();
        kill(machine.agent().orElseThrow());
        Waiting.until("it is taken over", () -> healthy().contains(task.id()));
        kill(ProcessHandle.of(task.origin().pid().orElseThrow()).orElseThrow());
        Waiting.until(
                "another one is healthy",
                () -> healthy().size() == 1 && !healthy().contains(task.id()));
    }

    @Test
    void rolloutThatAKilledAgentDidNotFinishIsReverted() throws Exception {
        App app = Machine.app("hello", port, 1);
        machine.deploy(app, TestServer.image(machine.store));
        Digest deaf = TestServer.image(machine.store, "deaf");
        Thread deploying = Thread.ofVirtual().start(() -> {
            try {
                machine.deploy(Machine.withGrace(app, 60), deaf);
            } catch (Failure _) {
                // its agent is killed
            }
        });
        Waiting.until(
                "the new task is there",
                () -> machine.service("hello").tasks().stream()
                        .anyMatch(task ->
                                task.release() == 2 && task.origin().pid().isPresent()));
        long second = machine.service("hello").tasks().stream()
                .filter(task -> task.release() == 2)
                .findFirst()
                .orElseThrow()
                .origin()
                .pid()
                .orElseThrow();
        kill(machine.agent().orElseThrow());
        deploying.join();
        Waiting.until(
                "the old release serves alone",
                () -> machine.service("hello").tasks().stream()
                        .allMatch(task -> task.release() == 1 && task.health() == Health.HEALTHY));
        Waiting.until("the new task is gone", () -> ProcessHandle.of(second).isEmpty());
    }

    @Test
    void agentThatIsAskedToEndLeavesItsTasksToTheNext() {
        machine.deploy(Machine.app("hello", port, 1), TestServer.image(machine.store));
        TaskStatus task = machine.service("hello").tasks().getFirst();
        ProcessHandle agent = machine.agent().orElseThrow();
        agent.destroy();
        agent.onExit().join();
        assertThat(Machine.isFree(port)).isTrue();
        assertThat(ProcessHandle.of(task.origin().pid().orElseThrow())).isPresent();
        Waiting.until("it is taken over", () -> healthy().contains(task.id()));
    }

    @Test
    void commandThatComesWhileAnAgentEndsGoesToTheNextOne() throws Exception {
        Deployed deployed =
                machine.deploy(Machine.app("hello", port, 1), TestServer.image(machine.store, "chatty", "slow", "2"));
        List<String> tasks = ids(machine.service("hello").tasks());
        ProcessHandle agent = machine.agent().orElseThrow();
        // A request that is under way keeps the ending agent for a while.
        Thread request =
                Thread.ofVirtual().start(() -> machine.get(deployed.url().resolve("/slow")));
        Waiting.until("the request is under way", () -> wrote(tasks.getFirst(), "GET /slow HTTP/1.1"));
        agent.destroy();
        Waiting.until("the agent ends", () -> !Files.exists(machine.folders.socket()));
        assertThat(ids(machine.service("hello").tasks())).isEqualTo(tasks);
        assertThat(machine.agent()).isPresent().isNotEqualTo(Optional.of(agent));
        request.join();
    }

    @Test
    void secondAgentIsRefused() {
        machine.deploy(Machine.app("hello", port, 1), TestServer.image(machine.store));
        assertThatThrownBy(() -> Agent.run(machine.folders, TestAgent.VERSION))
                .isInstanceOf(Failure.class)
                .hasMessage("an agent is already running (pid "
                        + machine.agent().orElseThrow().pid() + ")");
    }

    @Test
    void clientsThatComeAtOnceStartOneAgent() throws Exception {
        Digest image = TestServer.image(machine.store);
        var failures = new ConcurrentLinkedQueue<Throwable>();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            App app = Machine.app("hello-" + i, Machine.freePort(), 1);
            clients.add(Thread.ofVirtual().start(() -> {
                try {
                    machine.deploy(app, image);
                } catch (RuntimeException e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread client : clients) {
            client.join();
        }
        assertThat(failures).isEmpty();
        assertThat(machine.platform.services()).hasSize(3);
        assertThat(Files.readString(machine.folders.agentLog())).containsOnlyOnce("starts, pid");
    }

    @Test
    void agentThatCannotStartIsReportedWithItsLastWords() {
        LocalPlatform platform = LocalPlatform.open(
                machine.folders, new AgentCommand(List.of("/bin/sh", "-c", "echo no luck; exit 7"), "test"));
        Digest image = TestServer.image(machine.store);
        assertThatThrownBy(() -> platform.deploy(
                        Machine.app("hello", port, 1), image, Optional.empty(), dev.davit.app.Progress.NONE))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure).hasMessage("the agent could not be started: it ended with exit code 7");
                    assertThat(failure.details()).contains("no luck");
                });
    }

    @Test
    void agentOfAnotherVersionIsNotSpokenWith() {
        machine.deploy(Machine.app("hello", port, 1), TestServer.image(machine.store));
        LocalPlatform newer = LocalPlatform.open(
                machine.folders, new AgentCommand(machine.command().line(), "2"));
        assertThatThrownBy(newer::services).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure).hasMessage("the agent that runs has version test, and this is version 2");
            assertThat(failure.fix())
                    .hasValueSatisfying(fix -> assertThat(fix)
                            .contains("kill " + machine.agent().orElseThrow().pid()));
        });
    }

    @Test
    void damagedStateIsSetAsideAndItsTasksEnd() throws IOException {
        machine.deploy(Machine.app("hello", port, 1), TestServer.image(machine.store));
        TaskStatus task = machine.service("hello").tasks().getFirst();
        kill(machine.agent().orElseThrow());
        Files.deleteIfExists(machine.folders.state().resolve("state.db-wal"));
        Files.write(machine.folders.database(), new byte[8192]);
        Deployed again = machine.deploy(Machine.app("hello", port, 1), TestServer.image(machine.store));
        assertThat(again.release().number()).isEqualTo(1);
        assertThat(Files.readString(machine.folders.agentLog())).contains("is damaged");
        try (var files = Files.list(machine.folders.state())) {
            assertThat(files)
                    .anyMatch(file -> String.valueOf(file.getFileName()).startsWith("state.db.damaged-"));
        }
        Waiting.until(
                "the task that nobody knows any more is gone",
                () -> ProcessHandle.of(task.origin().pid().orElseThrow()).isEmpty());
    }

    @Test
    void whatTheAgentKeepsIsForItsUserAlone() throws IOException {
        machine.deploy(Machine.app("hello", port, 1), TestServer.image(machine.store));
        for (Path file : List.of(machine.folders.socket(), machine.folders.database(), machine.folders.agentLog())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as(file.toString())
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(machine.folders.state())))
                .isEqualTo("rwx------");
    }

    private boolean wrote(String task, String text) {
        try {
            return Files.readString(machine.folders.tasks().resolve(task).resolve("log"))
                    .contains(text);
        } catch (IOException _) {
            return false;
        }
    }

    private List<String> healthy() {
        return machine.platform.services().stream()
                .flatMap(service -> service.tasks().stream())
                .filter(task -> task.health() == Health.HEALTHY)
                .map(TaskStatus::id)
                .sorted()
                .toList();
    }

    private static List<String> ids(List<TaskStatus> tasks) {
        return tasks.stream().map(TaskStatus::id).sorted().toList();
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        Waiting.until("the process is gone", () -> !process.isAlive());
    }
}
