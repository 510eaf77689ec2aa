package dev.davit.build.aot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JavaCommandTest {
    private static final List<String> ENTRYPOINT =
            List.of("/opt/java/bin/java", "-Da=b", "-cp", "/app/libraries.jar:/app/app.jar", "web.Main");

    @Test
    void entryPointIsTakenApart() {
        JavaCommand command = JavaCommand.parse(ENTRYPOINT).orElseThrow();

        assertThat(command)
                .isEqualTo(new JavaCommand(
                        "/opt/java/bin/java",
                        List.of("-Da=b"),
                        List.of("/app/libraries.jar", "/app/app.jar"),
                        "web.Main"));
        assertThat(JavaCommand.parse(List.of("/bin/sh", "-c", "java"))).isEmpty();
        assertThat(JavaCommand.parse(List.of())).isEmpty();
    }

    @Test
    void cacheIsNamedBeforeTheOptionsOfTheDescription() {
        assertThat(JavaCommand.parse(ENTRYPOINT).orElseThrow().using("/app/app.aot"))
                .containsExactly(
                        "/opt/java/bin/java",
                        "-XX:AOTCache=/app/app.aot",
                        "-Da=b",
                        "-cp",
                        "/app/libraries.jar:/app/app.jar",
                        "web.Main");
    }

    @Test
    void recordingNeedsNoMoreThanTheLibrariesAndChoosesACollectorWhenNobodyElseDoes() {
        assertThat(command("-Da=b").recording(384, "/tmp/a", List.of("/app/libraries.jar"), List.of("Run", "web.Main")))
                .containsExactly(
                        "/opt/java/bin/java",
                        "-Xmx384m",
                        "-XX:+UseG1GC",
                        "-XX:AOTCacheOutput=/tmp/a",
                        "-Da=b",
                        "-cp",
                        "/app/libraries.jar",
                        "Run",
                        "web.Main");
        assertThat(command("-XX:+UseSerialGC").recording(384, "/tmp/a", List.of("a"), List.of("Run")))
                .doesNotContain("-XX:+UseG1GC");
    }

    @Test
    void optionsThatLookAfterACacheThemselvesAreFound() {
        assertThat(command("-XX:AOTCache=/mine").ownCache()).contains("-XX:AOTCache=/mine");
        assertThat(command("-Xshare:off").ownCache()).contains("-Xshare:off");
        assertThat(command("-XX:SharedArchiveFile=a").ownCache()).isPresent();
        assertThat(command("-Xmx1g").ownCache()).isEmpty();
    }

    private static JavaCommand command(String option) {
        return new JavaCommand("/opt/java/bin/java", List.of(option), List.of("/app/training.jar", "a"), "web.Main");
    }
}
