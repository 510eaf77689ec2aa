package dev.davit.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.app.App;
import dev.davit.app.AppName;
import dev.davit.app.ImageSpec;
import dev.davit.app.Release;
import dev.davit.image.Digest;
import dev.davit.image.store.ImageStore;
import dev.davit.local.TestServer;
import dev.davit.local.Waiting;
import dev.davit.local.process.ProcFs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every task runtime does alike. */
public abstract class TaskRuntimeContract {
    @TempDir
    protected Path folder;

    private final List<RunningTask> started = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private ImageStore store;
    private TaskRuntime runtime;

    /** The runtime under test; aborts the test where it cannot be used here. */
    protected abstract TaskRuntime runtime(ImageStore store, Path agentFolder);

    @BeforeEach
    void open() throws IOException {
        store = ImageStore.open(folder.resolve("images"));
        runtime = runtime(store, folder.resolve("agent"));
    }

    @AfterEach
    void stopAll() {
        started.forEach(task -> task.stop(Duration.ZERO));
        runtime.keepOnly(Set::of);
        http.close();
    }

    @Test
    void taskAnswersAtItsAddressAndKnowsItsServiceReleaseAndVariables() throws Exception {
        RunningTask task = start("aaaa01");
        assertThat(get(task, "/")).startsWith("Moin v7 ");
        assertThat(task.pid()).isPresent();
        assertThat(ProcFs.startOf(task.pid().getAsLong())).isPresent();
    }

    @Test
    void whatATaskWritesIsInItsLog() throws Exception {
        RunningTask task = start("aaaa02", "chatty");
        get(task, "/some/path");
        Waiting.until("the request is in the log", () -> log("aaaa02").contains("GET /some/path HTTP/1.1"));
        assertThat(log("aaaa02")).startsWith("listening on ");
    }

    @Test
    void exitCodeOfATaskThatEndsByItselfIsTold() throws Exception {
        RunningTask task = start("aaaa03", "exit", "42");
        assertThat(exit(task).status()).hasValue(42);
        assertThat(log("aaaa03")).contains("cannot go on");
    }

    @Test
    void signalThatEndedATaskIsTold() throws Exception {
        RunningTask task = start("aaaa04");
        get(task, "/");
        try {
            get(task, "/crash");
        } catch (IOException _) {
            // its connection broke
        }
        assertThat(exit(task).words()).isEqualTo("was ended by signal SIGABRT");
    }

    @Test
    void stopEndsATaskWithoutSignalHandlersAtOnce() throws Exception {
        RunningTask task = start("aaaa05");
        get(task, "/");
        Instant before = Instant.now();
        task.stop(Duration.ofSeconds(10));
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(5));
        assertThat(exit(task).status()).isEqualTo(OptionalInt.of(128 + 15));
    }

    @Test
    void stopKillsATaskThatDoesNotEndWithinTheGrace() throws Exception {
        RunningTask task = start("aaaa06", "stubborn");
        get(task, "/");
        long pid = task.pid().getAsLong();
        task.stop(Duration.ofSeconds(1));
        exit(task);
        assertThat(ProcFs.startOf(pid)).isEmpty();
    }

    @Test
    void allThatATaskStartedEndsWithIt() throws Exception {
        RunningTask task = start("aaaa07", "spawn");
        get(task, "/");
        List<Long> family = ProcFs.family(task.pid().getAsLong());
        assertThat(family).hasSizeGreaterThan(1);
        task.stop(Duration.ofSeconds(5));
        Waiting.until(
                "no process is left",
                () -> family.stream().allMatch(pid -> ProcFs.startOf(pid).isEmpty()));
    }

    @Test
    void laterAgentAdoptsATaskAndSeesItEnd() throws Exception {
        RunningTask task = start("aaaa08", "chatty");
        get(task, "/one");
        // Other than a real agent that was replaced, the first runtime goes on following the log.
        Waiting.until("the request is in the log", () -> log("aaaa08").contains("GET /one"));
        TaskRuntime later = runtime(store, folder.resolve("agent"));
        RunningTask adopted = later.adopt(spec("aaaa08", TestServer.image(store)), task.handle())
                .orElseThrow();
        assertThat(adopted.pid()).isEqualTo(task.pid());
        get(adopted, "/two");
        Waiting.until(
                "both requests are in the log",
                () -> log("aaaa08").contains("GET /one") && log("aaaa08").contains("GET /two"));
        assertThat(log("aaaa08")).containsOnlyOnce("GET /one");
        adopted.stop(Duration.ofSeconds(5));
        assertThat(exit(adopted).status()).isEqualTo(OptionalInt.of(128 + 15));
    }

    @Test
    void taskThatHasEndedIsNotAdopted() throws Exception {
        RunningTask task = start("aaaa09");
        get(task, "/");
        task.stop(Duration.ofSeconds(5));
        TaskRuntime later = runtime(store, folder.resolve("agent"));
        assertThat(later.adopt(spec("aaaa09", TestServer.image(store)), task.handle()))
                .isEmpty();
    }

    @Test
    void portsOnWhichATaskListensAreFound() throws Exception {
        RunningTask task = start("aaaa10", "port", "7123");
        Waiting.until("it listens", () -> task.listeningPorts().equals(Set.of(7123)));
    }

    @Test
    void imageWithoutAProgramIsReportedAsSuch() throws Exception {
        Digest image = TestServer.image(store, config -> config.entrypoint(List.of("/no/such/program")));
        TaskSpec spec = spec("aaaa11", image);
        runtime.prepare(spec.release());
        String told;
        try {
            RunningTask task = runtime.start(spec);
            started.add(task);
            assertThat(exit(task).status()).hasValue(127);
            told = log("aaaa11");
        } catch (TaskStartException e) {
            told = String.valueOf(e.getMessage());
        }
        assertThat(told).contains("/no/such/program").containsPattern("[Nn]o such file|not found");
    }

    protected RunningTask start(String id, String... arguments) throws Exception {
        return start(spec(id, TestServer.image(store, arguments)));
    }

    protected RunningTask start(TaskSpec spec) throws Exception {
        runtime.prepare(spec.release());
        RunningTask task = runtime.start(spec);
        started.add(task);
        return task;
    }

    protected ImageStore store() {
        return store;
    }

    protected TaskSpec spec(String id, Digest image) throws IOException {
        App app = App.ofDefaults(new AppName("hello"), ImageSpec.ofSource(Path.of("/src")));
        App greeting = new App(
                app.name(),
                app.image(),
                app.http(),
                app.resources(),
                app.count(),
                Map.of("GREETING", "Moin"),
                app.deployment());
        Path own = folder.resolve(id);
        Files.createDirectories(own);
        return new TaskSpec(id, new Release(7, greeting, image, Optional.empty(), Instant.EPOCH), own);
    }

    protected String get(RunningTask task, String path) throws Exception {
        URI url = URI.create("http://" + task.handle().address() + path);
        Waiting.until(
                "it listens on " + task.handle().port(),
                () -> task.listeningPorts().contains(task.handle().port()) || canConnect(task));
        return http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static boolean canConnect(RunningTask task) {
        try (var _ = new java.net.Socket(task.handle().host(), task.handle().port())) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    protected static Exit exit(RunningTask task) throws Exception {
        var exit = new CompletableFuture<Exit>();
        task.onExit(exit::complete);
        return exit.get(20, TimeUnit.SECONDS);
    }

    protected String log(String id) {
        try {
            return Files.readString(folder.resolve(id).resolve("log"));
        } catch (IOException _) {
            return "";
        }
    }
}
