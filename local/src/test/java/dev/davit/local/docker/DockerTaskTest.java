package dev.davit.local.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.davit.app.App;
import dev.davit.app.AppName;
import dev.davit.app.ImageSpec;
import dev.davit.app.Release;
import dev.davit.image.Digest;
import dev.davit.local.Waiting;
import dev.davit.local.runtime.Exit;
import dev.davit.local.runtime.TaskHandle;
import dev.davit.local.runtime.TaskSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a daemon that breaks its streams and refuses to answer for a while, as one does that is restarted. */
class DockerTaskTest {
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
    private final CompletableFuture<Void> firstStreamsBreak = new CompletableFuture<>();
    private final CompletableFuture<Void> containerEnds = new CompletableFuture<>();
    private final AtomicInteger waits = new AtomicInteger();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicInteger infos = new AtomicInteger();
    private volatile boolean away;
    private HttpServer daemon;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        daemon = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        daemon.setExecutor(handlers);
        daemon.createContext("/", this::answer);
        daemon.start();
    }

    @AfterEach
    void stop() {
        containerEnds.complete(null);
        firstStreamsBreak.complete(null);
        daemon.stop(0);
        handlers.shutdownNow();
    }

    @Test
    void containerWhoseDaemonIsRestartedHasNotEnded() throws Exception {
        App app = App.ofDefaults(new AppName("hello"), ImageSpec.ofSource(Path.of("/src")));
        TaskSpec spec = new TaskSpec(
                "dddd01", new Release(1, app, Digest.sha256(new byte[0]), Optional.empty(), Instant.EPOCH), folder);
        TaskHandle handle = new TaskHandle(DockerRuntime.NAME, "127.0.0.1", 1, Map.of("container", "c1"));
        DockerTask task = new DockerTask(engine().client(), spec, handle, 0, false);
        var exit = new CompletableFuture<Exit>();
        task.onExit(exit::complete);
        Waiting.until("its end is waited for", () -> waits.get() == 1);
        away = true;
        firstStreamsBreak.complete(null);
        Waiting.until("the daemon was asked in vain", () -> questions.get() >= 2);
        assertThat(exit).isNotDone();
        away = false;
        Waiting.until("its end is waited for again", () -> waits.get() == 2);
        assertThat(exit).isNotDone();
        containerEnds.complete(null);
        assertThat(exit.get(10, TimeUnit.SECONDS)).isEqualTo(Exit.of(3));
    }

    @Test
    void daemonThatHangsIsAskedOnce() {
        away = true;
        DockerEngine engine = engine();
        assertThat(engine.whyUnusable())
                .hasValueSatisfying(why -> assertThat(why).contains("within 3 s"));
        assertThat(engine.whyUnusable()).isPresent();
        assertThat(infos).hasValue(1);
        assertThat(engine.isThere()).isTrue();
    }

    private DockerEngine engine() {
        return new DockerEngine(
                Map.of("DOCKER_HOST", "tcp://127.0.0.1:" + daemon.getAddress().getPort()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/info")) {
            infos.incrementAndGet();
            containerEnds.join();
        } else if (path.endsWith("/logs")) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            (waits.get() == 0 ? firstStreamsBreak : containerEnds).join();
            exchange.close();
        } else if (path.endsWith("/wait") && !away) {
            int number = waits.incrementAndGet();
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            if (number == 1) {
                firstStreamsBreak.join();
                throw new IOException("the daemon ends");
            }
            containerEnds.join();
            exchange.getResponseBody().write("{\"StatusCode\":3}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        } else if (path.endsWith("/json") && !away) {
            String state =
                    containerEnds.isDone() ? "{\"Running\":false,\"ExitCode\":3}" : "{\"Running\":true,\"ExitCode\":0}";
            byte[] bytes = ("{\"Id\":\"c1\",\"State\":" + state + "}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        } else {
            questions.incrementAndGet();
            exchange.sendResponseHeaders(away ? 500 : 204, -1);
            exchange.close();
        }
    }
}
