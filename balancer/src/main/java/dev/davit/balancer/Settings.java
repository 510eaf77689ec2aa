package dev.davit.balancer;

import java.time.Duration;

/**
 * How a load balancer runs and what it accepts from clients.
 *
 * @param threads event loops; one for each core it may use
 * @param headTimeout how long a client may take for a request's head, from its first byte; then 408
 * @param idleTimeout how long a client's connection may be unused between requests, or stand still within a request's body
 * @param maxHeadBytes the longest request or response head; longer ones are answered 431, or 502
 */
public record Settings(int threads, Transport transport, Duration headTimeout, Duration idleTimeout, int maxHeadBytes) {
    public Settings {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
        if (maxHeadBytes < 1024 || maxHeadBytes > 1024 * 1024) {
            throw new IllegalArgumentException("maxHeadBytes must be within 1024 and 1048576, was " + maxHeadBytes);
        }
        Positive.check("head timeout", headTimeout);
        Positive.check("idle timeout", idleTimeout);
    }

    /** A loop for each processor, the best transport, 20 s for a head, 60 s idle, 32 KiB heads. */
    public static Settings defaults() {
        return new Settings(
                Runtime.getRuntime().availableProcessors(),
                Transport.best(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                32 * 1024);
    }

    public Settings withThreads(int threads) {
        return new Settings(threads, transport, headTimeout, idleTimeout, maxHeadBytes);
    }

    public Settings withTransport(Transport transport) {
        return new Settings(threads, transport, headTimeout, idleTimeout, maxHeadBytes);
    }

    public Settings withHeadTimeout(Duration headTimeout) {
        return new Settings(threads, transport, headTimeout, idleTimeout, maxHeadBytes);
    }

    public Settings withIdleTimeout(Duration idleTimeout) {
        return new Settings(threads, transport, headTimeout, idleTimeout, maxHeadBytes);
    }
}
