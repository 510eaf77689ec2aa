package dev.davit.balancer;

import java.time.Duration;

/**
 * How a deregistered target came to its end.
 *
 * @param cutRequests requests still in flight when the deregistration delay had passed; their connections were closed
 * @param took from deregistration to the end
 */
public record Drained(String targetId, int cutRequests, Duration took) {}
