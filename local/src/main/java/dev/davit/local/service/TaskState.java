package dev.davit.local.service;

import java.util.Locale;
import java.util.Map;

/** The states of a task, what may happen to one, and the one table that says what follows. */
enum TaskState {
    /** The runtime is at it. */
    PENDING,
    /** Runs and has not been healthy yet. */
    STARTING,
    RUNNING,
    /** Gets no new request and finishes those that it has. */
    DRAINING,
    /** Was asked to end. */
    STOPPING,
    /** Runs no more; the end. */
    STOPPED;

    enum Event {
        STARTED,
        HEALTHY,
        UNHEALTHY,
        /** Taken out of the target group. */
        DEREGISTERED,
        DRAINED,
        /** Asked to end, whatever it is doing. */
        STOP,
        /** Ended, or never started. */
        EXITED
    }

    private static final Map<TaskState, Map<Event, TaskState>> TABLE = Map.of(
            PENDING, Map.of(Event.STARTED, STARTING, Event.STOP, STOPPING, Event.EXITED, STOPPED),
            STARTING,
                    Map.of(
                            Event.HEALTHY, RUNNING,
                            Event.DEREGISTERED, DRAINING,
                            Event.STOP, STOPPING,
                            Event.EXITED, STOPPED),
            RUNNING,
                    Map.of(
                            Event.UNHEALTHY, DRAINING,
                            Event.DEREGISTERED, DRAINING,
                            Event.STOP, STOPPING,
                            Event.EXITED, STOPPED),
            DRAINING, Map.of(Event.DRAINED, STOPPING, Event.STOP, STOPPING, Event.EXITED, STOPPED),
            STOPPING, Map.of(Event.EXITED, STOPPED),
            STOPPED, Map.of());

    /** The state after an event; the same one where the event means nothing in it. */
    TaskState after(Event event) {
        return TABLE.getOrDefault(this, Map.of()).getOrDefault(event, this);
    }

    /** As status shows it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
