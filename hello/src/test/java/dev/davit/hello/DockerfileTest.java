package dev.davit.hello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three commands of the Dockerfile's head, on base images made from this machine's own files. */
@Tag("slow")
class DockerfileTest {
    private static final String BUILD_IMAGE = "davit-test/maven:25";
    private static final String RUN_IMAGE = "davit-test/java:25";
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path scratch;

    @BeforeEach
    void basesAreThere() throws Exception {
        assumeTrue(runs("docker", "info"), "docker does not answer");
        assumeTrue(runs("mvn", "--version"), "mvn is not installed");
        run(
                ROOT.resolve("hello/src/test/docker/stand-in-bases").toString(),
                System.getProperty("java.home"),
                BUILD_IMAGE,
                RUN_IMAGE);
    }

    @Test
    void buildsAnImageThatAnswersAsAPlainUser() throws Exception {
        run(
                "docker",
                "build",
                "--build-arg",
                "BUILD_IMAGE=" + BUILD_IMAGE,
                "--build-arg",
                "RUN_IMAGE=" + RUN_IMAGE,
                "-t",
                "davit-test/web-app",
                ROOT.toString());
        String container = run("docker", "run", "-d", "-p", "127.0.0.1::5000", "davit-test/web-app");
        try {
            String address = run("docker", "port", container, "5000/tcp")
                    .lines()
                    .findFirst()
                    .orElseThrow();
            assertThat(answer(address)).isEqualTo("Hello World");
            assertThat(run("docker", "inspect", "-f", "{{.Config.User}}", container))
                    .isEqualTo("65532:65532");
        } finally {
            run("docker", "rm", "-f", container);
        }
    }

    private static String answer(String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/"))
                .timeout(Duration.ofSeconds(2))
                .build();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (true) {
                try {
                    return client.send(request, BodyHandlers.ofString()).body();
                } catch (IOException e) {
                    if (System.nanoTime() > deadline) {
                        throw e;
                    }
                }
            }
        }
    }

    private boolean runs(String... command) {
        try {
            run(command);
            return true;
        } catch (IOException | InterruptedException | AssertionError _) {
            return false;
        }
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile(scratch, "err", ".log");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        assertThat(exitCode)
                .as(() -> String.join(" ", List.of(command)) + "\n" + output + "\n" + read(errors))
                .isZero();
        return output.strip();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
