package dev.davit.cli.program;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends GET requests without pause from several clients until it is closed, and remembers every answer. */
final class RequestLoop implements AutoCloseable {
    private static final int CLIENTS = 4;

    private final URI uri;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, AtomicInteger> bodies = new ConcurrentHashMap<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;

    RequestLoop(URI uri) {
        this.uri = uri;
        for (int i = 0; i < CLIENTS; i++) {
            clients.execute(this::loop);
        }
    }

    private void loop() {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        while (!stopped) {
            try {
                HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    bodies.computeIfAbsent(response.body(), _ -> new AtomicInteger())
                            .incrementAndGet();
                } else {
                    failures.add(response.statusCode() + " " + response.body());
                }
            } catch (IOException e) {
                failures.add(e.toString());
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /** How often each body was answered so far. */
    int answered(String body) {
        return bodies.getOrDefault(body, new AtomicInteger()).get();
    }

    /** Ends the loop and returns what did not go well. */
    List<String> stop() throws InterruptedException {
        stopped = true;
        clients.shutdown();
        clients.awaitTermination(30, TimeUnit.SECONDS);
        return failures;
    }

    @Override
    public void close() {
        stopped = true;
        clients.shutdownNow();
        client.shutdownNow();
    }
}
