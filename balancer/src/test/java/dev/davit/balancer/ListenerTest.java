package dev.davit.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ListenerTest {
    private static ListenException refusedBy(Fixture fixture, InetSocketAddress address) {
        ListenException e =
                catchThrowableOfType(ListenException.class, () -> fixture.balancer.listen(address, fixture.group));
        assertThat(e).isNotNull();
        return e;
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void takenAndForeignAddressesAreToldApart(Transport transport) throws Exception {
        Assumptions.assumeTrue(transport.isAvailable(), () -> transport + " does not work on this machine");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Fixture fixture = new Fixture(Settings.defaults().withTransport(transport), Fixture.groupSettings())) {
            ListenException inUse = refusedBy(fixture, (InetSocketAddress) taken.getLocalSocketAddress());
            assertThat(inUse.reason()).isEqualTo(ListenException.Reason.PORT_IN_USE);
            assertThat(inUse).hasMessageContaining(":" + taken.getLocalPort());

            ListenException foreign = refusedBy(fixture, new InetSocketAddress("192.0.2.1", 8080));
            assertThat(foreign.reason()).isEqualTo(ListenException.Reason.ADDRESS_NOT_LOCAL);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void everyTransportServes(Transport transport) throws Exception {
        Assumptions.assumeTrue(transport.isAvailable(), () -> transport + " does not work on this machine");
        try (Backend backend = Backend.saying("x");
                Fixture fixture = new Fixture(Settings.defaults().withTransport(transport), Fixture.groupSettings())
                        .with(backend);
                RawClient client = fixture.connect()) {
            for (int i = 0; i < 3; i++) {
                client.request("GET / HTTP/1.1", "Host: a");
                assertThat(client.response()).endsWith("x");
            }
            client.request("GET / HTTP/1.1", "Host: a", "Connection: close");
            assertThat(client.rest()).endsWith("x");
        }
    }

    @Test
    void closingEndsIdleConnectionsAtOnceAndBusyOnesAfterTheirResponse() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (Backend backend = Backend.start((request, connection) -> {
                    if (request.path().equals("/slow")) {
                        try {
                            answer.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    }
                    connection.send(Backend.ok("x"));
                    return true;
                });
                Fixture fixture = Fixture.before(backend);
                RawClient idle = fixture.connect();
                RawClient busy = fixture.connect()) {
            idle.request("GET / HTTP/1.1", "Host: a");
            idle.response();
            busy.request("GET /slow HTTP/1.1", "Host: a");
            Fixture.await("the slow request", () -> fixture.target("t0").inFlight() == 1);

            FutureTask<Void> closing = new FutureTask<>(() -> fixture.listener.close(Duration.ofSeconds(9)), null);
            Thread.ofVirtual().start(closing);

            assertThat(idle.isEnded()).isTrue();
            answer.countDown();
            assertThat(busy.rest()).contains("Connection: close").endsWith("x");
            busy.socket.close();
            closing.get();
            assertThat(fixture.listener.metrics().openConnections()).isZero();
        }
    }

    @Test
    void closingCutsWhatDoesNotEndInTime() throws Exception {
        try (Backend backend = Backend.start((_, connection) -> connection.in().read() > 0);
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            client.request("GET / HTTP/1.1", "Host: a");
            Fixture.await("the request", () -> fixture.target("t0").inFlight() == 1);

            fixture.listener.close(Duration.ofMillis(100));

            assertThat(client.isEnded()).isTrue();
            Fixture.await(
                    "the request to be given up", () -> fixture.target("t0").inFlight() == 0);
        }
    }

    @Test
    void forwardingElsewhereAffectsOpenConnectionsToo() throws Exception {
        try (Backend a = Backend.saying("a");
                Backend b = Backend.saying("b");
                Fixture fixture = Fixture.before(a);
                RawClient client = fixture.connect()) {
            client.request("GET / HTTP/1.1", "Host: a");
            assertThat(client.response()).endsWith("a");
            TargetGroup other = fixture.balancer.targetGroup("other", Fixture.groupSettings());
            other.register("b", b.address(), Admission.WHEN_HEALTHY);

            fixture.listener.forwardTo(other);
            client.request("GET / HTTP/1.1", "Host: a");

            assertThat(client.response()).endsWith("b");
        }
    }

    @Test
    void aRequestThatWaitsForATargetGoesWhereTheListenerForwardsNow() throws Exception {
        TargetGroupSettings patient = Fixture.groupSettings().withWaitForTarget(Duration.ofMinutes(1));
        try (Backend b = Backend.saying("b");
                Fixture fixture = Fixture.start(patient);
                RawClient client = fixture.connect()) {
            client.request("GET / HTTP/1.1", "Host: a");
            Fixture.await("the request", () -> fixture.listener.metrics().requests() == 1);
            TargetGroup other = fixture.balancer.targetGroup("other", patient);
            other.register("b", b.address(), Admission.WHEN_HEALTHY);

            fixture.listener.forwardTo(other);

            assertThat(client.response()).endsWith("b");
        }
    }

    @Test
    void slowHeadIs408AndSilenceJustEnds() throws Exception {
        Settings hasty =
                Settings.defaults().withHeadTimeout(Duration.ofMillis(200)).withIdleTimeout(Duration.ofMillis(400));
        try (Backend backend = Backend.saying("x");
                Fixture fixture = new Fixture(hasty, Fixture.groupSettings()).with(backend);
                RawClient slow = fixture.connect();
                RawClient silent = fixture.connect();
                RawClient stuck = fixture.connect()) {
            slow.send("GET / HT");
            stuck.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");

            assertThat(slow.rest()).startsWith("HTTP/1.1 408 ");
            assertThat(silent.rest()).isEmpty();
            assertThat(stuck.rest()).doesNotContain("502");
        }
    }
}
