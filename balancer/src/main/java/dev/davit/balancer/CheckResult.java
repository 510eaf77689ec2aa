package dev.davit.balancer;

/** What one health check found; the fields are those of {@link TargetHealth}. */
record CheckResult(boolean passed, HealthReason reason, String description, String body) {
    static CheckResult failed(HealthReason reason, String description) {
        return new CheckResult(false, reason, description, "");
    }
}
