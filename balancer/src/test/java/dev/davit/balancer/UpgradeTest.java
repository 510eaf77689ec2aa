package dev.davit.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UpgradeTest {
    private static Backend echoing() throws IOException {
        return Backend.start((request, connection) -> {
            if (request.field("Upgrade").isEmpty()) {
                connection.send(Backend.ok("plain"));
                return true;
            }
            connection.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhi;");
            int b;
            while ((b = connection.in().read()) >= 0) {
                connection.out().write(b);
            }
            connection.send("bye");
            return false;
        });
    }

    @Test
    void upgradedConnectionCarriesBytesBothWaysAndHalfCloses() throws Exception {
        try (Backend backend = echoing();
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: echo\r\n\r\nearly;");

            assertThat(client.head()).startsWith("HTTP/1.1 101 ").contains("Connection: Upgrade\r\nUpgrade: echo\r\n");
            assertThat(client.text(9)).isEqualTo("hi;early;");
            assertThat(fixture.target("t0").inFlight()).isEqualTo(1);
            client.send("x".repeat(100_000));
            assertThat(client.text(100_000)).isEqualTo("x".repeat(100_000));
            client.socket.shutdownOutput();
            assertThat(client.rest()).isEqualTo("bye");
            Fixture.await("the tunnel to end", () -> fixture.target("t0").inFlight() == 0);
        }
    }

    @Test
    void upgradeWithoutConnectionOptionAndH2cAreNotPassedOn() throws Exception {
        try (Backend backend = echoing();
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            client.request("GET / HTTP/1.1", "Host: a", "Upgrade: echo");
            assertThat(client.response()).endsWith("plain");

            client.request(
                    "GET / HTTP/1.1",
                    "Host: a",
                    "Connection: Upgrade, HTTP2-Settings",
                    "Upgrade: h2c",
                    "HTTP2-Settings: x");
            assertThat(client.response()).endsWith("plain");
            assertThat(backend.requests.getLast().field("HTTP2-Settings")).isEmpty();
        }
    }

    @Test
    void tunnelIsCutWhenTheDeregistrationDelayHasPassed() throws Exception {
        try (Backend backend = echoing();
                Fixture fixture = Fixture.start(Fixture.groupSettings().withDeregistrationDelay(Duration.ofMillis(200)))
                        .with(backend);
                RawClient client = fixture.connect()) {
            client.request("GET / HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: echo");
            client.head();

            Drained drained =
                    fixture.group.deregister("t0").toCompletableFuture().join();

            assertThat(drained.cutRequests()).isEqualTo(1);
            assertThat(drained.took()).isGreaterThan(Duration.ofMillis(150));
            assertThat(client.rest()).isEqualTo("hi;");
        }
    }
}
