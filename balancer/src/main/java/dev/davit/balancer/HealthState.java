package dev.davit.balancer;

/** The state of a target as AWS Elastic Load Balancing names it. */
public enum HealthState {
    /** No check has passed yet. The first that does makes it {@link #HEALTHY}. */
    INITIAL,
    HEALTHY,
    /** Failed as many checks in a row as {@link HealthCheck#unhealthyThreshold()} says. */
    UNHEALTHY,
    /** Deregistered: finishes what it has, gets nothing new, and never leaves this state. */
    DRAINING
}
