package dev.davit.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.davit.image.store.ImageStore;
import dev.davit.local.TestServer;
import dev.davit.local.Waiting;
import dev.davit.local.runtime.RunningTask;
import dev.davit.local.runtime.TaskRuntime;
import dev.davit.local.runtime.TaskRuntimeContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ProcessRuntimeTest extends TaskRuntimeContract {
    @Override
    protected TaskRuntime runtime(ImageStore store, Path agentFolder) {
        return new ProcessRuntime(store, agentFolder);
    }

    @Test
    void mountsOfATaskAreGoneWhenItIsKilled() throws Exception {
        RunningTask task = start("bbbb01");
        get(task, "/");
        ProcessHandle.of(task.pid().getAsLong()).orElseThrow().destroyForcibly();
        assertThat(exit(task).words()).isEqualTo("was ended by signal SIGKILL");
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(folder.toString());
    }

    @Test
    void taskRunsAsTheUserOfItsImageInItsOwnRootFileSystem() throws Exception {
        assumeRoot();
        RunningTask task = start("bbbb02");
        assertThat(get(task, "/")).contains("uid=4711");
        Path process = Path.of("/proc/" + task.pid().getAsLong());
        String status = Files.readString(process.resolve("status"));
        assertThat(status).contains("NoNewPrivs:\t1").contains("CapEff:\t0000000000000000");
        assertThat(process.resolve("root/bin/server")).exists();
        assertThat(process.resolve("root/etc/passwd")).doesNotExist();
        assertThat(process.resolve("root/dev/null")).exists();
    }

    @Test
    void rootOfAnImageHasNoPowersBeyondItsOwnFiles() throws Exception {
        assumeRoot();
        RunningTask task = start(spec("bbbb03", TestServer.image(store(), config -> config.user(""))));
        assertThat(get(task, "/")).contains("uid=0");
        String status = Files.readString(Path.of("/proc/" + task.pid().getAsLong() + "/status"));
        // setuid, setgid and chroot are what entering the root file system takes
        assertThat(status).contains("CapEff:\t00000000000400c0").contains("CapBnd:\t00000000000400c0");
    }

    @Test
    void nothingOfTheAgentsEnvironmentReachesATask() throws Exception {
        RunningTask task = start("bbbb04");
        get(task, "/");
        String environment = Files.readString(Path.of("/proc/" + task.pid().getAsLong() + "/environ"));
        assertThat(environment.split("\0"))
                .extracting(variable -> variable.substring(0, variable.indexOf('=')))
                .containsExactlyInAnyOrder(
                        "PATH",
                        "HOME",
                        "HOST",
                        "PORT",
                        "DAVIT_SERVICE",
                        "DAVIT_RELEASE",
                        "DAVIT_TASK_ID",
                        "GREETING",
                        "PWD");
    }

    @Test
    void variablesWithNamesThatNoShellKnowsReachTheTask() throws Exception {
        RunningTask task = start(spec(
                "bbbb08",
                TestServer.image(store(), config -> config.user("4711:4711").env("spring.main.x-y", "it's; $HOME"))));
        get(task, "/");
        assertThat(Files.readString(Path.of("/proc/" + task.pid().getAsLong() + "/environ"))
                        .split("\0"))
                .contains("spring.main.x-y=it's; $HOME");
    }

    @Test
    void linkInTheImageLeadsNoMountOutOfIt() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        RunningTask task = start(spec("bbbb09", TestServer.imageWithLinks(store(), "dev", outside.toString())));
        assertThat(get(task, "/")).startsWith("Moin");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void supervisorThatIsKilledTakesTheTaskWithIt() throws Exception {
        RunningTask task = start("bbbb05");
        get(task, "/");
        long supervisor = Long.parseLong(task.handle().value("supervisor").orElseThrow());
        ProcessHandle.of(supervisor).orElseThrow().destroyForcibly();
        exit(task);
        task.stop(Duration.ofSeconds(1));
        Waiting.until(
                "the application is gone",
                () -> ProcFs.startOf(task.pid().getAsLong()).isEmpty());
    }

    @Test
    void tasksThatNobodyKnowsAreEnded() throws Exception {
        RunningTask known = start("bbbb06");
        RunningTask stranger = start("bbbb07");
        get(known, "/");
        get(stranger, "/");
        runtime(store(), folder.resolve("agent")).endStrangers(Set.of("bbbb06"));
        exit(stranger);
        assertThat(get(known, "/")).startsWith("Moin");
    }

    private static void assumeRoot() {
        Isolation isolation = Isolation.probe(Tools.find(Optional.empty()));
        assumeTrue(isolation == Isolation.ROOT, "namespaces for root are refused here: " + isolation);
    }
}
