package dev.davit.balancer;

/** How a target is chosen among those that may get a request. */
public enum Algorithm {
    ROUND_ROBIN,
    /** The one with the fewest requests in flight; among equals, in turn. */
    LEAST_OUTSTANDING_REQUESTS
}
