package dev.davit.local;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what is bound to come. */
public final class Waiting {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Duration GLANCE = Duration.ofMillis(10);

    private Waiting() {}

    /** Returns once the condition holds; an {@link AssertionError} when it does not within twenty seconds. */
    public static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + BOUND.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + BOUND.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }
}
