package dev.davit.cli.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a user does with {@code hello}, from {@code up} to {@code down}. */
@Tag("slow")
class LifeOfAServiceTest {
    @TempDir
    private Path folder;

    private Program davit;
    private int port;

    @BeforeEach
    void aProjectOfItsOwn() throws IOException {
        port = Ports.free();
        davit = new Program(Program.copyOfHello(folder.resolve("my shop")), folder.resolve("state"))
                .with("DAVIT_RUNTIME", "process")
                .with("DAVIT_PUBLISH", Integer.toString(port));
    }

    @AfterEach
    void down() {
        davit.run("down");
    }

    @Test
    void aServiceComesUpIsReplacedRolledOverAndGoesDown() throws Exception {
        assertThat(davit.run("up", "-d").succeeded().out()).isEqualTo("http://127.0.0.1:" + port);
        assertThat(get()).isEqualTo("Hello World");
        Set<Long> pids = pids();
        assertThat(pids).hasSize(2);

        try (RequestLoop requests = new RequestLoop(uri())) {
            await().until(() -> requests.answered("Hello World") > 100);
            long victim = pids.iterator().next();
            assertThat(ProcessHandle.of(victim).orElseThrow().destroyForcibly()).isTrue();
            await().atMost(Duration.ofSeconds(20)).until(() -> healthyTasks() == 2 && !pids().contains(victim));

            greet("Hallo Welt");
            JsonNode second =
                    davit.run("up", "-d", "--output", "json").succeeded().json();
            assertThat(second.get("release").asInt()).isEqualTo(2);
            assertThat(second.get("changed").asBoolean()).isTrue();
            int before = requests.answered("Hello World");
            await().until(() -> requests.answered("Hallo Welt") > 100);
            assertThat(requests.answered("Hello World")).isEqualTo(before);
            assertThat(requests.stop()).isEmpty();
        }
        assertThat(pids()).doesNotContainAnyElementsOf(pids);

        JsonNode again = davit.run("up", "-d", "--output", "json").succeeded().json();
        assertThat(again.get("changed").asBoolean()).isFalse();
        assertThat(again.get("release").asInt()).isEqualTo(2);

        Set<Long> last = pids();
        davit.run("down").succeeded();
        assertThat(last).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
        assertThat(processesOfThisService()).isEmpty();
        assertThat(Ports.isFree(port)).isTrue();
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(folder.toString());
        assertThat(davit.run("ps").succeeded().out()).isEqualTo("hello is not running");
    }

    @Test
    void aReleaseThatCannotStartLeavesTheOldOneServing() throws Exception {
        davit.run("up", "-d").succeeded();
        Set<Long> pids = pids();
        try (RequestLoop requests = new RequestLoop(uri())) {
            replace(
                    "String host = ",
                    "if (port() > 0) { throw new IllegalStateException(\"no database\"); }\n        String host = ");
            replace("static void routes", "static int port() { return 1; }\n\n    static void routes");
            Program.Result failed = davit.run("up", "-d").failedWith(5);
            assertThat(failed.err())
                    .contains("exit code 1")
                    .contains("no database")
                    .contains("fix: ");
            assertThat(requests.stop()).isEmpty();
        }
        assertThat(pids()).isEqualTo(pids);
        assertThat(get()).isEqualTo("Hello World");
    }

    @Test
    void anAgentThatWasKilledIsReplacedAndItsTasksGoOn() throws Exception {
        davit.run("up", "-d").succeeded();
        Set<Long> pids = pids();
        ProcessHandle agent = processesOfThisService().stream()
                .filter(process -> proc(process, "cmdline").endsWith("agent\0run\0"))
                .findFirst()
                .orElseThrow();
        agent.destroyForcibly();
        agent.onExit().get();

        assertThat(pids()).isEqualTo(pids);
        assertThat(get()).isEqualTo("Hello World");
    }

    private void greet(String greeting) throws IOException {
        replace("Hello World", greeting);
    }

    private void replace(String part, String replacement) throws IOException {
        Path source = folder.resolve("my shop/hello/src/main/java/dev/davit/hello/Main.java");
        String text = Files.readString(source);
        assertThat(text).contains(part);
        Files.writeString(source, text.replace(part, replacement));
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    private String get() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri()).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private JsonNode tasks() {
        return davit.run("ps", "--output", "json").succeeded().json().get("tasks");
    }

    private long healthyTasks() {
        return tasks().valueStream()
                .filter(task -> task.get("health").asString().equals("healthy"))
                .count();
    }

    private Set<Long> pids() {
        Set<Long> pids = new HashSet<>();
        tasks().forEach(task -> pids.add(task.get("pid").asLong()));
        return pids;
    }

    private List<ProcessHandle> processesOfThisService() {
        return ProcessHandle.allProcesses()
                .filter(process -> proc(process, "environ").contains(folder.toString()))
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .toList();
    }

    private static String proc(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
