package dev.davit.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class HealthCheckTest {
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void startingApplicationIsNoticedWithinAQuarterSecond() throws Exception {
        int port = freePort();
        try (Fixture fixture = Fixture.start()) {
            Target target = fixture.group.register(
                    "t0", new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Admission.WHEN_HEALTHY);
            Fixture.await("a refused check", () -> target.health().reason() == HealthReason.CONNECTION_REFUSED);
            assertThat(target.health().state()).isEqualTo(HealthState.INITIAL);
            assertThat(target.health().description()).isEqualTo("connection refused");

            try (Backend _ = Backend.start(port, (_, _) -> false)) {
                long listening = System.nanoTime();
                fixture.awaitHealthy(1);
                assertThat(Duration.ofNanos(System.nanoTime() - listening)).isLessThan(Duration.ofMillis(250));
            }
        }
    }

    @Test
    void failedCheckTellsWhatCameBack() throws Exception {
        try (Backend backend = Backend.saying("x");
                Fixture fixture = Fixture.start()) {
            backend.health = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 11\r\n\r\nno database";
            Target target = fixture.group.register("t0", backend.address(), Admission.WHEN_HEALTHY);

            Fixture.await("a failed check", () -> target.health().reason() == HealthReason.STATUS_MISMATCH);
            assertThat(target.health().description()).isEqualTo("GET /health answered 503 Service Unavailable");
            assertThat(target.health().body()).isEqualTo("no database");
            assertThat(target.health().state()).isEqualTo(HealthState.INITIAL);
        }
    }

    @Test
    void silentAndNonsensicalTargetsAreNamedAsSuch() throws Exception {
        HealthCheck check = HealthCheck.defaults().withPath("/health").withTimeout(Duration.ofMillis(200));
        try (Backend silent = Backend.saying("x");
                Backend nonsense = Backend.saying("x");
                ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Fixture fixture = Fixture.start(Fixture.groupSettings().withHealthCheck(check))) {
            silent.health = "";
            nonsense.health = "SSH-2.0-OpenSSH\r\n\r\n";
            Target a = fixture.group.register("a", silent.address(), Admission.WHEN_HEALTHY);
            Target b = fixture.group.register("b", nonsense.address(), Admission.WHEN_HEALTHY);
            Target c = fixture.group.register(
                    "c", (InetSocketAddress) mute.getLocalSocketAddress(), Admission.WHEN_HEALTHY);

            Fixture.await("a", () -> a.health().reason() == HealthReason.CONNECTION_FAILED);
            Fixture.await("b", () -> b.health().reason() == HealthReason.INVALID_RESPONSE);
            Fixture.await("c", () -> c.health().reason() == HealthReason.TIMEOUT);
            assertThat(c.health().description()).isEqualTo("no answer within 200ms");
        }
    }

    @Test
    void targetGoesUnhealthyAndComesBackAndEveryChangeIsTold() throws Exception {
        List<String> changes = new CopyOnWriteArrayList<>();
        try (Backend backend = Backend.saying("x");
                Fixture fixture = Fixture.start()) {
            fixture.group.addListener((target, before, after) -> {
                if (before.state() != after.state()) {
                    changes.add(target.id() + " " + before.state() + " " + after.state());
                }
            });
            fixture.with(backend);
            backend.health = "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n";
            Fixture.await("unhealthy", () -> fixture.target("t0").health().state() == HealthState.UNHEALTHY);
            assertThat(fixture.get("/").statusCode()).isEqualTo(503);
            backend.health = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
            fixture.awaitHealthy(1);
            fixture.group.deregister("t0").toCompletableFuture().join();

            assertThat(changes)
                    .containsExactly(
                            "t0 INITIAL HEALTHY",
                            "t0 HEALTHY UNHEALTHY",
                            "t0 UNHEALTHY HEALTHY",
                            "t0 HEALTHY DRAINING");
        }
    }

    @Test
    void heldTargetIsCheckedButGetsNoTraffic() throws Exception {
        try (Backend old = Backend.saying("old");
                Backend fresh = Backend.saying("new");
                Fixture fixture = Fixture.before(old)) {
            fixture.group.register("new", fresh.address(), Admission.HELD);
            fixture.awaitHealthy(2);
            for (int i = 0; i < 4; i++) {
                assertThat(fixture.get("/").body()).isEqualTo("old");
            }

            var drained = fixture.group.shift(Set.of("new"), Set.of("t0"));

            for (int i = 0; i < 4; i++) {
                assertThat(fixture.get("/").body()).isEqualTo("new");
            }
            assertThat(Objects.requireNonNull(drained.get("t0"))
                            .toCompletableFuture()
                            .join()
                            .cutRequests())
                    .isZero();
            assertThat(fixture.group.targets()).extracting(TargetSnapshot::id).containsExactly("new");
        }
    }
}
