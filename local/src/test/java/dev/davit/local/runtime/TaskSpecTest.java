package dev.davit.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.app.App;
import dev.davit.app.Release;
import dev.davit.image.Digest;
import dev.davit.local.Machine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskSpecTest {
    @Test
    void whatDavitTellsATaskCountsMoreThanItsDescription() {
        App app = Machine.app("hello", 5000, 1);
        App told = new App(
                app.name(),
                app.image(),
                app.http(),
                app.resources(),
                app.count(),
                Map.of("PORT", "1", "DAVIT_TASK_ID", "mine", "GREETING", "hi"),
                app.deployment());
        Release release = new Release(7, told, Digest.sha256(new byte[] {1}), Optional.empty(), Instant.EPOCH);
        assertThat(new TaskSpec("aaaa11", release, Path.of("task")).environment(8080))
                .containsOnly(
                        Map.entry("PORT", "8080"),
                        Map.entry("DAVIT_SERVICE", "hello"),
                        Map.entry("DAVIT_RELEASE", "v7"),
                        Map.entry("DAVIT_TASK_ID", "aaaa11"),
                        Map.entry("GREETING", "hi"));
    }
}
