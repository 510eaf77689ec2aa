package dev.davit.local.service;

import dev.davit.app.Release;
import dev.davit.app.ServiceStatus;
import dev.davit.balancer.TargetHealth;
import dev.davit.local.runtime.RunningTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One task and what is known about it. For the service's thread. */
final class Task {
    final String id;
    final Release release;
    final Slot slot;
    final int restarts;
    final Instant startedAt;
    private final Instant watchedSince;

    private TaskState state = TaskState.PENDING;

    @Nullable
    RunningTask running;

    @Nullable
    TargetHealth health;

    private @Nullable Instant healthySince;

    /** It is a target of the fleet's group. */
    boolean registered;

    /** Its place is free for another task, although it may still be about to end. */
    boolean replaced;

    /**
     * @param watchedSince when its health began to be watched, later than its start for one that was taken over
     */
    Task(String id, Release release, Slot slot, Instant startedAt, Instant watchedSince) {
        this.id = id;
        this.release = release;
        this.slot = slot;
        this.restarts = slot.restarts;
        this.startedAt = startedAt;
        this.watchedSince = watchedSince;
    }

    TaskState state() {
        return state;
    }

    boolean is(TaskState... states) {
        for (TaskState each : states) {
            if (state == each) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the event changed the state. */
    boolean on(TaskState.Event event, Instant now) {
        TaskState before = state;
        state = before.after(event);
        if (state == TaskState.RUNNING && before != TaskState.RUNNING) {
            healthySince = now;
        }
        return state != before;
    }

    Duration healthyFor(Instant now) {
        return healthySince == null ? Duration.ZERO : Duration.between(healthySince, now);
    }

    /** When a task that is not healthy by then never will be. */
    Instant deadline() {
        var check = release.app().http().healthCheck();
        return watchedSince.plus(check.gracePeriod()).plus(check.interval().multipliedBy(check.healthyThreshold()));
    }

    ServiceStatus.TaskStatus status() {
        return new ServiceStatus.TaskStatus(
                id,
                release.number(),
                state.word(),
                switch (state) {
                    case PENDING, STARTING -> ServiceStatus.Health.STARTING;
                    case RUNNING -> ServiceStatus.Health.HEALTHY;
                    case DRAINING, STOPPING -> ServiceStatus.Health.DRAINING;
                    case STOPPED -> ServiceStatus.Health.UNHEALTHY;
                },
                origin(),
                new ServiceStatus.Life(startedAt, restarts));
    }

    private ServiceStatus.Origin origin() {
        RunningTask there = running;
        return there == null || state == TaskState.STOPPED
                ? new ServiceStatus.Origin(OptionalLong.empty(), Optional.empty(), Optional.empty())
                : new ServiceStatus.Origin(
                        there.pid(),
                        there.containerId(),
                        Optional.of(there.handle().address()));
    }
}
