package dev.davit.balancer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A balancer with one group and one listener on a free port. */
final class Fixture implements AutoCloseable {
    final LoadBalancer balancer;
    final TargetGroup group;
    final Listener listener;
    final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Fixture(Settings settings, TargetGroupSettings groupSettings) throws IOException {
        balancer = LoadBalancer.start(settings);
        group = balancer.targetGroup("web", groupSettings);
        listener = balancer.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), group);
    }

    static Fixture start() throws IOException {
        return new Fixture(Settings.defaults(), groupSettings());
    }

    static Fixture start(TargetGroupSettings groupSettings) throws IOException {
        return new Fixture(Settings.defaults(), groupSettings);
    }

    static TargetGroupSettings groupSettings() {
        return TargetGroupSettings.defaults()
                .withHealthCheck(HealthCheck.defaults().withPath("/health").withInterval(Duration.ofMillis(200)));
    }

    /** A balancer in front of these backends, named {@code t0}, {@code t1} ..., all healthy. */
    static Fixture before(Backend... backends) throws IOException {
        return start().with(backends);
    }

    Fixture with(Backend... backends) {
        for (int i = 0; i < backends.length; i++) {
            group.register("t" + i, backends[i].address(), Admission.WHEN_HEALTHY);
        }
        awaitHealthy(backends.length);
        return this;
    }

    void awaitHealthy(int count) {
        await(
                count + " healthy targets",
                () -> group.targets().stream()
                                .filter(target -> target.health().state() == HealthState.HEALTHY
                                        && target.health().reason() == HealthReason.CHECK_PASSED)
                                .count()
                        == count);
    }

    TargetSnapshot target(String id) {
        return group.targets().stream()
                .filter(target -> target.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    int port() {
        return listener.address().getPort();
    }

    RawClient connect() throws IOException {
        return new RawClient(listener.address());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited 10 s in vain for " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        http.close();
        balancer.close();
        LeakCheck.assertNone();
    }
}
