package dev.davit.balancer;

import java.time.Duration;

/**
 * How targets are checked: {@code GET path} on a connection of its own.
 *
 * @param interval from one check's start to the next once a target is healthy or unhealthy, give or take a tenth. A target that was never
 *     healthy is checked at once and then more often
 * @param timeout how long a check may take
 * @param healthyThreshold checks in a row that bring an unhealthy target back; a new target's first success suffices
 * @param unhealthyThreshold failed checks in a row that make a target unhealthy
 */
public record HealthCheck(
        String path,
        SuccessCodes successCodes,
        Duration interval,
        Duration timeout,
        int healthyThreshold,
        int unhealthyThreshold) {
    public HealthCheck {
        if (!path.matches("/[!-~]*")) {
            throw new IllegalArgumentException(
                    "health check path '" + path + "': expected one like /health, without spaces");
        }
        Positive.check("health check interval", interval);
        Positive.check("health check timeout", timeout);
        if (healthyThreshold < 1 || unhealthyThreshold < 1) {
            throw new IllegalArgumentException("health check thresholds must be at least 1");
        }
    }

    /** {@code GET /}, 200-399, every 5 s, within 2 s, 2 to be healthy again, 3 to be unhealthy. */
    public static HealthCheck defaults() {
        return new HealthCheck("/", SuccessCodes.of(200, 399), Duration.ofSeconds(5), Duration.ofSeconds(2), 2, 3);
    }

    public HealthCheck withPath(String path) {
        return new HealthCheck(path, successCodes, interval, timeout, healthyThreshold, unhealthyThreshold);
    }

    public HealthCheck withInterval(Duration interval) {
        return new HealthCheck(path, successCodes, interval, timeout, healthyThreshold, unhealthyThreshold);
    }

    public HealthCheck withTimeout(Duration timeout) {
        return new HealthCheck(path, successCodes, interval, timeout, healthyThreshold, unhealthyThreshold);
    }
}
