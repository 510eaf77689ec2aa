package dev.davit.local.service;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One of the places of a fleet: the task in it, and what became of the tasks before. For the service's thread. */
final class Slot {
    final Backoff backoff = new Backoff();
    int restarts;
    Instant notBefore = Instant.MIN;

    /** The task in this place, or the last one that was. */
    @Nullable
    Task task;

    /** How that last one ended, in plain words; empty while one is in place. */
    String lastEnd = "";

    Slot(int restarts) {
        this.restarts = restarts;
    }

    boolean isVacant() {
        return task == null || task.replaced;
    }
}
