package dev.davit.balancer;

/** Why a target's health is what it is. */
public enum HealthReason {
    /** No check has answered yet. */
    REGISTRATION_IN_PROGRESS,
    CHECK_PASSED,
    /** The check got a response with a status outside {@link HealthCheck#successCodes()}. */
    STATUS_MISMATCH,
    CONNECTION_REFUSED,
    /** The connection failed in another way, or broke. */
    CONNECTION_FAILED,
    TIMEOUT,
    /** What came back is not HTTP/1.x. */
    INVALID_RESPONSE,
    /** A request could not connect, or its new connection broke; the target is skipped until the check under way passes. */
    SUSPECTED,
    DEREGISTRATION_IN_PROGRESS
}
