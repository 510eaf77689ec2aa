package dev.davit.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class UnderLoadTest {
    /** Keep-alive clients in a closed loop; counts each answer's status line. */
    private static final class Load implements AutoCloseable {
        private final AtomicBoolean running = new AtomicBoolean(true);
        private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        private final List<Future<?>> clients = new ArrayList<>();
        final Map<String, AtomicLong> answers = new ConcurrentHashMap<>();

        Load(Fixture fixture, String head, int count) {
            for (int i = 0; i < count; i++) {
                clients.add(executor.submit(() -> {
                    try (RawClient client = fixture.connect()) {
                        while (running.get()) {
                            client.send(head);
                            String response = client.response();
                            String line = response.isEmpty() ? "cut" : response.substring(0, response.indexOf('\r'));
                            answers.computeIfAbsent(line, _ -> new AtomicLong()).incrementAndGet();
                            if (response.isEmpty()) {
                                return null;
                            }
                        }
                    }
                    return null;
                }));
            }
        }

        long total() {
            return answers.values().stream().mapToLong(AtomicLong::get).sum();
        }

        void awaitMore(long count) {
            long goal = total() + count;
            Fixture.await(count + " more answers", () -> total() >= goal);
        }

        Map<String, AtomicLong> stop() throws Exception {
            running.set(false);
            for (Future<?> client : clients) {
                client.get();
            }
            return answers;
        }

        @Override
        public void close() {
            running.set(false);
            executor.close();
        }
    }

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";

    @Test
    void fiftyShiftsUnderLoadLoseNothing() throws Exception {
        List<Backend> backends = new ArrayList<>();
        try (Backend first = Backend.saying("x");
                Fixture fixture = Fixture.before(first);
                Load gets = new Load(fixture, GET, 8);
                Load posts = new Load(fixture, POST, 8)) {
            String current = "t0";
            Backend old = first;
            for (int i = 1; i <= 50; i++) {
                Backend next = Backend.saying("x");
                backends.add(next);
                fixture.group.register("n" + i, next.address(), Admission.HELD);
                fixture.awaitHealthy(2);

                Map<String, CompletionStage<Drained>> stages = fixture.group.shift(Set.of("n" + i), Set.of(current));

                Drained drained = Objects.requireNonNull(stages.get(current))
                        .toCompletableFuture()
                        .join();
                assertThat(drained.cutRequests()).isZero();
                old.kill();
                gets.awaitMore(20);
                posts.awaitMore(20);
                old = next;
                current = "n" + i;
            }
            assertThat(gets.stop()).containsOnlyKeys("HTTP/1.1 200 OK");
            assertThat(posts.stop()).containsOnlyKeys("HTTP/1.1 200 OK");
        } finally {
            closeAll(backends);
        }
    }

    @Test
    void killingATargetUnderLoadLosesNoGet() throws Exception {
        List<Backend> backends = new ArrayList<>();
        try (Fixture fixture = Fixture.start()) {
            for (int i = 0; i < 3; i++) {
                backends.add(Backend.saying("x"));
            }
            fixture.with(backends.toArray(Backend[]::new));
            try (Load load = new Load(fixture, GET, 16)) {
                for (int round = 0; round < 10; round++) {
                    load.awaitMore(200);
                    int port = backends.getFirst().address().getPort();
                    backends.removeFirst().kill();
                    load.awaitMore(200);
                    backends.add(Backend.start(port, (_, connection) -> {
                        connection.send(Backend.ok("x"));
                        return true;
                    }));
                    fixture.awaitHealthy(3);
                }
                assertThat(load.stop()).containsOnlyKeys("HTTP/1.1 200 OK");
            }
        } finally {
            closeAll(backends);
        }
    }

    @Test
    void thousandConnectionsAreServed() throws Exception {
        try (Backend a = Backend.saying("x");
                Backend b = Backend.saying("x");
                Fixture fixture = Fixture.before(a, b);
                Load load = new Load(fixture, GET, 1000)) {
            load.awaitMore(10_000);
            Fixture.await(
                    "all to be connected", () -> fixture.listener.metrics().openConnections() == 1000);
            assertThat(load.stop()).containsOnlyKeys("HTTP/1.1 200 OK");
        }
    }

    @Test
    void leastOutstandingRequestsAvoidsTheSlowTarget() throws Exception {
        try (Backend slow = Backend.start((_, connection) -> {
                    connection.socket().setSoTimeout(50);
                    try {
                        connection.in().read();
                    } catch (java.net.SocketTimeoutException _) {
                        connection.send(Backend.ok("slow"));
                    }
                    connection.socket().setSoTimeout(0);
                    return true;
                });
                Backend quick = Backend.saying("quick");
                Fixture fixture = Fixture.start(Fixture.groupSettings()
                                .withAlgorithm(Algorithm.LEAST_OUTSTANDING_REQUESTS)
                                .withDeregistrationDelay(Duration.ofSeconds(1)))
                        .with(slow, quick);
                Load load = new Load(fixture, GET, 8)) {
            load.awaitMore(500);
            load.stop();
            assertThat(quick.requests.size()).isGreaterThan(slow.requests.size() * 4);
        }
    }

    private static void closeAll(List<Backend> backends) throws IOException {
        for (Backend backend : backends) {
            backend.close();
        }
    }
}
