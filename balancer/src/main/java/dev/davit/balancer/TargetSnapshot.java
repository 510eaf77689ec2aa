package dev.davit.balancer;

import java.net.InetSocketAddress;

/**
 * A target at one time.
 *
 * @param admitted whether it gets traffic while healthy
 * @param requests sent to it so far
 * @param inFlight requests, upgraded connections included, it has not finished
 * @param statuses of its responses
 * @param failures connections that failed, broke before a response, or brought an invalid one
 */
public record TargetSnapshot(
        String id,
        InetSocketAddress address,
        TargetHealth health,
        boolean admitted,
        long requests,
        int inFlight,
        StatusCounts statuses,
        long failures) {}
