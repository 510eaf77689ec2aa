package dev.davit.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {
    /** Takes the request and breaks the connection, as a crashing application does. */
    private static Backend breaking() throws IOException {
        return Backend.start((_, connection) -> {
            connection.reset();
            return false;
        });
    }

    /** Two targets of which the first to be asked breaks; bad is {@code t0}. */
    private static void expect(String method, String body, int status, int attempts) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Backend.Script once = (request, connection) -> {
            connection.text(Integer.parseInt("0" + request.field("Content-Length")));
            if (asked.getAndIncrement() == 0) {
                return false;
            }
            connection.send(Backend.ok("done"));
            return true;
        };
        try (Backend a = Backend.start(once);
                Backend b = Backend.start(once);
                Fixture fixture = Fixture.before(a, b);
                RawClient client = fixture.connect()) {
            client.send(method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);

            assertThat(client.response()).startsWith("HTTP/1.1 " + status + " ");
            assertThat(asked).hasValue(attempts);
            assertThat(fixture.listener.metrics().retries()).isEqualTo(attempts - 1);
            if (attempts == 2) {
                assertThat(a.requests.size()).isEqualTo(b.requests.size());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, '', 200, 2",
        "PUT, hello, 200, 2",
        "DELETE, '', 200, 2",
        "POST, hello, 502, 1",
        "PATCH, '', 502, 1"
    })
    void brokenConnectionIsRetriedOnAnotherTargetWhereThatIsSafe(String method, String body, int status, int attempts)
            throws Exception {
        expect(method, body, status, attempts);
    }

    @Test
    void bodyTooLargeToHoldIsNotRetried() throws Exception {
        expect("PUT", "x".repeat(200_000), 502, 1);
    }

    @Test
    void bodyThatIsHeldIsSentAgain() throws Exception {
        expect("PUT", "x".repeat(60_000), 200, 2);
    }

    @Test
    void retryHappensOnce() throws Exception {
        try (Backend a = breaking();
                Backend b = breaking();
                Backend c = breaking();
                Fixture fixture = Fixture.before(a, b, c)) {
            assertThat(fixture.get("/").statusCode()).isEqualTo(502);
            assertThat(a.requests.size() + b.requests.size() + c.requests.size())
                    .isEqualTo(2);
        }
    }

    @Test
    void refusedConnectionTriesEveryOtherTargetEvenForPost() throws Exception {
        TargetGroupSettings settings = Fixture.groupSettings()
                .withHealthCheck(HealthCheck.defaults().withPath("/health").withInterval(Duration.ofMinutes(5)));
        try (Backend a = Backend.saying("a");
                Backend b = Backend.saying("b");
                Backend c = Backend.start((request, connection) -> {
                    connection.send(Backend.ok(connection.text(Integer.parseInt(request.field("Content-Length")))));
                    return true;
                });
                Fixture fixture = Fixture.start(settings).with(a, b, c);
                RawClient client = fixture.connect()) {
            a.kill();
            b.kill();
            for (int i = 0; i < 6; i++) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
                assertThat(client.response()).startsWith("HTTP/1.1 200 ").endsWith("hello");
            }
            Fixture.await(
                    "the killed targets to be unhealthy",
                    () -> fixture.target("t0").health().state() == HealthState.UNHEALTHY
                            && fixture.target("t1").health().state() == HealthState.UNHEALTHY);
            assertThat(fixture.target("t0").health().description()).isEqualTo("connection refused");
        }
    }

    @Test
    void keptConnectionThatTheTargetClosedIsNoFault() throws Exception {
        Set<Socket> seen = ConcurrentHashMap.newKeySet();
        try (Backend backend = Backend.start((_, connection) -> {
                    // Every connection breaks on its second request, as one does whose keep-alive time has just passed.
                    if (!seen.add(connection.socket())) {
                        return false;
                    }
                    connection.send(Backend.ok("x" + seen.size()));
                    return true;
                });
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            for (int i = 1; i <= 5; i++) {
                client.request("GET / HTTP/1.1", "Host: a");
                assertThat(client.response()).endsWith("x" + i);
            }
            assertThat(fixture.target("t0").health().reason()).isEqualTo(HealthReason.CHECK_PASSED);
        }
    }

    @Test
    void noTargetIs503AfterTheWait() throws Exception {
        try (Fixture fixture = Fixture.start(Fixture.groupSettings().withWaitForTarget(Duration.ofMillis(200)));
                RawClient client = fixture.connect()) {
            long start = System.nanoTime();
            client.request("GET / HTTP/1.1", "Host: a");

            assertThat(client.response())
                    .startsWith("HTTP/1.1 503 Service Unavailable\r\nServer: davit\r\n")
                    .contains("Retry-After: 1\r\n")
                    .endsWith("503 Service Unavailable: no target is available\n");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(150));
        }
    }

    @Test
    void requestWaitsForATargetToCome() throws Exception {
        try (Backend backend = Backend.saying("late");
                Fixture fixture = Fixture.start(Fixture.groupSettings().withWaitForTarget(Duration.ofSeconds(9)));
                RawClient client = fixture.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            Fixture.await(
                    "the request to arrive", () -> fixture.listener.metrics().requests() == 1);

            fixture.group.register("t0", backend.address(), Admission.WHEN_HEALTHY);

            assertThat(client.response()).endsWith("late");
        }
    }

    @Test
    void onlyTargetKilledAndReplacedLosesNothing() throws Exception {
        try (Backend first = Backend.saying("first");
                Fixture fixture = Fixture.start(Fixture.groupSettings().withWaitForTarget(Duration.ofSeconds(9)))
                        .with(first);
                RawClient client = fixture.connect()) {
            client.request("GET / HTTP/1.1", "Host: a");
            assertThat(client.response()).endsWith("first");
            int port = first.address().getPort();
            first.kill();
            client.request("GET / HTTP/1.1", "Host: a");
            Fixture.await(
                    "the failure to be seen",
                    () -> fixture.target("t0").health().reason() != HealthReason.CHECK_PASSED);

            try (Backend second = Backend.start(port, (_, connection) -> {
                connection.send(Backend.ok("second"));
                return true;
            })) {
                assertThat(client.response()).endsWith("second");
                assertThat(second.requests).hasSize(1);
            }
        }
    }
}
