package dev.davit.app;

import java.time.Duration;

/**
 * How requests reach the tasks.
 *
 * @param deregistrationDelay how long a task that leaves may take to finish its requests
 */
public record Http(HealthCheck healthCheck, Algorithm algorithm, Duration deregistrationDelay) {
    public static final Http DEFAULTS = new Http(HealthCheck.DEFAULTS, Algorithm.ROUND_ROBIN, Duration.ofSeconds(30));

    /** How the load balancer picks a task. */
    public enum Algorithm {
        ROUND_ROBIN,
        LEAST_OUTSTANDING_REQUESTS
    }
}
