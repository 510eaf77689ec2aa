package dev.davit.balancer;

import java.time.Duration;

/**
 * How a target group behaves.
 *
 * @param deregistrationDelay how long a draining target's requests may still take before they are cut
 * @param waitForTarget how long a request waits where no target is available, before it is answered 503 (or 502 where one just failed)
 * @param maxWaiting how many requests may wait at once; the ones beyond fail at once
 */
public record TargetGroupSettings(
        HealthCheck healthCheck,
        Duration deregistrationDelay,
        Algorithm algorithm,
        Timeouts timeouts,
        Duration waitForTarget,
        int maxWaiting) {
    public TargetGroupSettings {
        Positive.orZero("deregistration delay", deregistrationDelay);
        Positive.orZero("waitForTarget", waitForTarget);
        if (maxWaiting < 0) {
            throw new IllegalArgumentException("maxWaiting must not be negative, was " + maxWaiting);
        }
    }

    /** Default checks and timeouts, 30 s deregistration delay, round robin, a second's wait for at most 1000 requests. */
    public static TargetGroupSettings defaults() {
        return new TargetGroupSettings(
                HealthCheck.defaults(),
                Duration.ofSeconds(30),
                Algorithm.ROUND_ROBIN,
                Timeouts.defaults(),
                Duration.ofSeconds(1),
                1000);
    }

    public TargetGroupSettings withHealthCheck(HealthCheck healthCheck) {
        return new TargetGroupSettings(
                healthCheck, deregistrationDelay, algorithm, timeouts, waitForTarget, maxWaiting);
    }

    public TargetGroupSettings withDeregistrationDelay(Duration deregistrationDelay) {
        return new TargetGroupSettings(
                healthCheck, deregistrationDelay, algorithm, timeouts, waitForTarget, maxWaiting);
    }

    public TargetGroupSettings withAlgorithm(Algorithm algorithm) {
        return new TargetGroupSettings(
                healthCheck, deregistrationDelay, algorithm, timeouts, waitForTarget, maxWaiting);
    }

    public TargetGroupSettings withTimeouts(Timeouts timeouts) {
        return new TargetGroupSettings(
                healthCheck, deregistrationDelay, algorithm, timeouts, waitForTarget, maxWaiting);
    }

    public TargetGroupSettings withWaitForTarget(Duration waitForTarget) {
        return new TargetGroupSettings(
                healthCheck, deregistrationDelay, algorithm, timeouts, waitForTarget, maxWaiting);
    }
}
