package dev.davit.balancer;

/**
 * What a listener has done since its start.
 *
 * @param openConnections right now
 * @param requests whose head was understood
 * @param statuses of all responses, the balancer's own included
 * @param ownErrors responses of class 5xx that the balancer made
 * @param retries requests sent to another target after a failure, each time
 */
public record ListenerMetrics(
        long connections, long openConnections, long requests, StatusCounts statuses, long ownErrors, long retries) {}
