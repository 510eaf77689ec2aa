package dev.davit.balancer;

import java.time.Instant;

/**
 * A target's health at one time.
 *
 * @param description a sentence for people: {@code GET /health answered 503 Service Unavailable}, {@code connection refused},
 *     {@code no answer within 2s}
 * @param body the first bytes of the body of the failed check as text, at most 256; empty without one
 * @param since when this state, reason and description began
 */
public record TargetHealth(HealthState state, HealthReason reason, String description, String body, Instant since) {

    /** Whether state, reason and description are the same; body and time may differ. */
    public boolean sameAs(TargetHealth other) {
        return state == other.state && reason == other.reason && description.equals(other.description);
    }
}
