package dev.davit.local.control;

import dev.davit.app.AppName;
import dev.davit.app.Failure;
import dev.davit.app.LogLine;
import dev.davit.app.Progress;
import dev.davit.local.json.Json;
import dev.davit.local.log.MergedLog;
import dev.davit.local.service.DeployRequest;
import dev.davit.local.service.Services;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's end of the socket. Each request has a virtual thread of its own. */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final Status UNPROCESSABLE = Status.create(422);
    private static final String LINES = "application/x-ndjson";

    private final AgentFacts facts;
    private final Services services;
    private final LogSources logs;
    private final Usage usage;
    private final List<String> notices;
    private final WebServer server;

    /**
     * What the server speaks for.
     *
     * @param notices what everyone who deploys ought to know
     */
    public record Parts(AgentFacts facts, Services services, LogSources logs, Usage usage, List<String> notices) {}

    private ControlServer(Path socket, Parts parts) {
        this.facts = parts.facts();
        this.services = parts.services();
        this.logs = parts.logs();
        this.usage = parts.usage();
        this.notices = parts.notices();
        this.server = WebServer.builder()
                .bindAddress(UnixDomainSocketAddress.of(socket))
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ZERO)
                .routing(this::route)
                .build();
    }

    /** Takes the socket, whatever file an earlier agent left there, and makes it this user's alone. */
    public static ControlServer start(Path socket, Parts parts) throws IOException {
        Files.deleteIfExists(socket);
        ControlServer control = new ControlServer(socket, parts);
        control.server.start();
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        return control;
    }

    /** Loads, in the background, what a server is made of; it takes longer than all else an agent starts with. */
    public static void warmUp() {
        Thread.ofPlatform().name("davit-warm-up").daemon().start(() -> {
            var _ = WebServer.builder().build();
            var _ = Json.write(new AgentFacts(0, "", Instant.EPOCH));
        });
    }

    @Override
    public void close() {
        server.stop();
    }

    private void route(HttpRouting.Builder routing) {
        routing.addFilter((chain, _, response) -> {
            response.header("Davit-Version", facts.version());
            if (!usage.enter()) {
                response.status(Status.SERVICE_UNAVAILABLE_503).send("the agent is about to end");
                return;
            }
            try {
                chain.proceed();
            } finally {
                usage.exit();
            }
        });
        routing.error(Failure.class, (_, response, failure) -> {
            response.status(UNPROCESSABLE);
            send(response, FailureText.of(failure));
        });
        routing.get("/v1/agent", (_, response) -> send(response, facts));
        routing.get("/v1/services", (_, response) -> send(response, services.statuses()));
        routing.post("/v1/services", this::deploy);
        routing.delete("/v1/services/{name}", this::remove);
        routing.get("/v1/services/{name}/logs", this::logs);
    }

    private void deploy(ServerRequest request, ServerResponse response) {
        DeployRequest wanted = Json.read(request.content().as(String.class), DeployRequest.class);
        stream(response, progress -> {
            for (String notice : notices) {
                try (Progress.Step step = progress.begin("agent")) {
                    step.skipped(notice);
                }
            }
            return Event.deployed(services.deploy(wanted, progress));
        });
    }

    private void remove(ServerRequest request, ServerResponse response) {
        AppName name = new AppName(request.path().pathParameters().get("name"));
        stream(
                response,
                progress -> Event.of(services.remove(name, progress) ? Event.Kind.REMOVED : Event.Kind.ABSENT));
    }

    /** Does the work on a thread of its own, so that it goes on when the client leaves, and sends what happens. */
    private void stream(ServerResponse response, Function<Progress, Event> work) {
        var events = new LinkedBlockingQueue<Event>();
        usage.keep();
        Thread.ofVirtual().name("davit-request").start(() -> {
            Event last = result(work, events::add);
            usage.release();
            events.add(last.withAgentEnding(usage.endsWithThis()));
        });
        response.header(HeaderNames.CONTENT_TYPE, LINES);
        try (OutputStream out = response.outputStream()) {
            Event event;
            do {
                event = events.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
                out.write(event == null ? "\n".getBytes(StandardCharsets.UTF_8) : line(event));
                out.flush();
            } while (event == null || !event.kind().isLast());
        } catch (IOException | UncheckedIOException e) {
            LOG.info("the client left before its request was done: {}", e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Event result(Function<Progress, Event> work, Consumer<Event> events) {
        try {
            return work.apply(new EventProgress(events));
        } catch (Failure e) {
            return Event.failed(FailureText.of(e));
        } catch (RuntimeException e) {
            LOG.error("a request failed", e);
            return Event.failed(FailureText.of(Failure.of(Failure.Category.FAILED, "the agent failed: " + e)
                    .withFix("see the agent's log")));
        }
    }

    private void logs(ServerRequest request, ServerResponse response) {
        AppName name = new AppName(request.path().pathParameters().get("name"));
        var query = request.query();
        int lines = query.first("lines").map(Integer::parseInt).orElse(Integer.MAX_VALUE);
        boolean follow = query.first("follow").map(Boolean::parseBoolean).orElse(false);
        String task = query.first("task").orElse("");
        MergedLog merged = logs.merged();
        List<MergedLog.Source> sources = logs.of(name, task);
        if (sources.isEmpty() && !services.has(name)) {
            throw Failure.of(Failure.Category.FAILED, "there is no service '" + name + "' on this machine")
                    .withFix("see the services with: davit ps");
        }
        response.header(HeaderNames.CONTENT_TYPE, LINES);
        try (OutputStream out = response.outputStream()) {
            if (follow) {
                merged.follow(
                        () -> logs.of(name, task),
                        lines,
                        line -> write(out, line(line)),
                        () -> write(out, "\n".getBytes(StandardCharsets.UTF_8)),
                        () -> services.has(name));
            } else {
                merged.print(sources, lines, (LogLine line) -> put(out, line(line)));
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("the reader of the logs of {} left", name, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(OutputStream out, byte[] bytes) {
        put(out, bytes);
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(OutputStream out, byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] line(Object value) {
        return (Json.write(value) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void send(ServerResponse response, Object value) {
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.send(Json.write(value).getBytes(StandardCharsets.UTF_8));
    }
}
