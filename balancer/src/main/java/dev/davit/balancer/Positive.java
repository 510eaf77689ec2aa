package dev.davit.balancer;

import java.time.Duration;

/** Checks for settings. */
final class Positive {
    private Positive() {}

    static void check(String what, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(what + " must be longer than zero, was " + duration);
        }
    }

    static void orZero(String what, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(what + " must not be negative, was " + duration);
        }
    }
}
