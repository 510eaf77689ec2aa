package dev.davit.local.service;

import java.time.Duration;

/**
 * How long to wait before a task is replaced: not at all the first time, then a second, then twice as long each time up
 * to a minute. A task that was healthy for a minute starts the count anew. For one thread.
 */
final class Backoff {
    static final Duration STABLE = Duration.ofMinutes(1);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int LOOP = 3;

    private int failures;

    /**
     * @param healthyFor how long the task that just ended had been healthy
     */
    Duration afterFailure(Duration healthyFor) {
        failures = healthyFor.compareTo(STABLE) >= 0 ? 1 : failures + 1;
        if (failures == 1) {
            return Duration.ZERO;
        }
        Duration wait = FIRST.multipliedBy(1L << Math.min(failures - 2, 10));
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }

    /** Whether so many tasks have ended in a row that another one will hardly help. */
    boolean isCrashLoop() {
        return failures >= LOOP;
    }
}
