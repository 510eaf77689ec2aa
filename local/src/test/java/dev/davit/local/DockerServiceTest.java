package dev.davit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.davit.app.App;
import dev.davit.app.Deployed;
import dev.davit.app.Progress;
import dev.davit.app.ServiceStatus.Health;
import dev.davit.app.ServiceStatus.TaskStatus;
import dev.davit.image.Digest;
import dev.davit.local.process.ProcFs;
import dev.davit.local.runtime.RuntimeReport;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class DockerServiceTest {
    @TempDir
    Path folder;

    private Machine machine;
    private int port;

    @BeforeEach
    void start() {
        machine = new Machine(folder, "docker");
        port = Machine.freePort();
        RuntimeReport docker = machine.platform.runtimes().getFirst();
        assumeTrue(docker.usable(), () -> "docker cannot be used: " + docker.why());
    }

    @AfterEach
    void end() {
        machine.close();
    }

    @Test
    void containersServeThroughARolloutAndAnAgentsDeathAndAreGoneAfterwards() {
        App app = Machine.withGrace(Machine.app("hello", port, 2), 20);
        Digest image = TestServer.image(machine.store);
        Deployed first = machine.deploy(app, image);
        try (Load load = new Load(first.url()).runFor(50)) {
            machine.deploy(Machine.withVariable(app, "GREETING", "Moin"), image);
            load.runFor(50);
            assertThat(load.failures).isEmpty();
        }
        List<TaskStatus> before = machine.service("hello").tasks();
        assertThat(before)
                .hasSize(2)
                .allMatch(task -> task.origin().containerId().isPresent());
        ProcessHandle agent = machine.agent().orElseThrow();
        agent.destroyForcibly();
        agent.onExit().join();
        Waiting.until(
                "its containers are taken over",
                () -> machine.service("hello").tasks().stream()
                        .filter(task -> task.health() == Health.HEALTHY)
                        .map(TaskStatus::id)
                        .toList()
                        .equals(before.stream().map(TaskStatus::id).toList()));
        assertThat(machine.get(first.url())).startsWith("Moin v2");
        machine.platform.remove(app.name(), Progress.NONE);
        assertThat(before)
                .allMatch(task ->
                        ProcFs.startOf(task.origin().pid().orElseThrow()).isEmpty());
    }
}
