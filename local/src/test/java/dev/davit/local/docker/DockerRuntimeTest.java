package dev.davit.local.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.davit.image.store.ImageStore;
import dev.davit.local.runtime.RunningTask;
import dev.davit.local.runtime.TaskRuntime;
import dev.davit.local.runtime.TaskRuntimeContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class DockerRuntimeTest extends TaskRuntimeContract {
    @Override
    protected TaskRuntime runtime(ImageStore store, Path agentFolder) {
        DockerRuntime runtime = new DockerRuntime(store, agentFolder);
        Optional<String> why = runtime.whyUnusable();
        assumeTrue(why.isEmpty(), () -> "docker cannot be used: " + why.orElse(""));
        return runtime;
    }

    @Test
    void taskIsAContainerAsTheUserOfItsImage() throws Exception {
        RunningTask task = start("cccc01");
        assertThat(task.containerId()).isPresent();
        assertThat(get(task, "/")).contains("uid=4711");
        assertThat(Files.readString(Path.of("/proc/" + task.pid().getAsLong() + "/comm")))
                .isEqualTo("server\n");
    }

    @Test
    void containersThatNobodyKnowsAreRemoved() throws Exception {
        RunningTask known = start("cccc02");
        RunningTask stranger = start("cccc03");
        get(known, "/");
        get(stranger, "/");
        runtime(store(), folder.resolve("agent")).endStrangers(Set.of("cccc02"));
        exit(stranger);
        assertThat(get(known, "/")).startsWith("Moin");
    }
}
