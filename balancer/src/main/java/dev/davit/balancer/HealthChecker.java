package dev.davit.balancer;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Decides when one target is checked. Its state belongs to its loop; the package-private methods may be called by any thread. */
final class HealthChecker {
    private static final Duration EAGER_FOR = Duration.ofSeconds(60);

    private final Target target;
    private final HealthCheck check;
    private final Loop loop;
    private final long registered = System.nanoTime();
    private @Nullable Future<?> next;
    private @Nullable HealthProbe current;
    private boolean stopped;

    HealthChecker(Target target, HealthCheck check, Loop loop) {
        this.target = target;
        this.check = check;
        this.loop = loop;
    }

    void start() {
        loop.executor.execute(this::run);
    }

    /** Checks without waiting for the interval; the result of a check under way no longer counts, it may be from before the cause. */
    void checkNow() {
        loop.executor.execute(this::run);
    }

    void stop() {
        loop.executor.execute(() -> {
            stopped = true;
            cancel();
        });
    }

    private void run() {
        cancel();
        if (!stopped) {
            HealthProbe probe = new HealthProbe(target.address(), check, loop, this);
            current = probe;
            probe.start();
        }
    }

    private void cancel() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
        HealthProbe probe = current;
        current = null;
        if (probe != null) {
            probe.abandon();
        }
    }

    /** A probe's outcome, told once and on the loop. */
    void finished(HealthProbe probe, CheckResult result) {
        if (probe == current && !stopped) {
            current = null;
            HealthMachine.State state = target.group().checked(target, result);
            next = loop.executor.schedule(this::run, delay(result, state).toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private Duration delay(CheckResult result, HealthMachine.State state) {
        boolean starting = state == HealthMachine.State.INITIAL && System.nanoTime() - registered < EAGER_FOR.toNanos();
        boolean suspected = state == HealthMachine.State.SUSPECTED;
        if (result.passed() || (!starting && !suspected)) {
            return jitter(check.interval().toMillis() * 9 / 10, check.interval().toMillis() * 11 / 10);
        }
        // A refused connect costs next to nothing. An application that answers, but badly, is asked less often.
        boolean refused = result.reason() == HealthReason.CONNECTION_REFUSED;
        long longest = refused ? 100 : Math.min(500, check.interval().toMillis());
        return jitter(longest / 2, longest);
    }

    private static Duration jitter(long leastMillis, long mostMillis) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(leastMillis, mostMillis + 1));
    }
}
