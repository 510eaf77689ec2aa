package dev.davit.local.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** A task that was started. Safe for use by several threads. */
public interface RunningTask {
    /** How long a task may take to end by itself after it was asked to. */
    Duration STOP_GRACE = Duration.ofSeconds(10);

    TaskHandle handle();

    /** The application's own process on this machine. */
    OptionalLong pid();

    Optional<String> containerId();

    /** The listener is told once, from a thread of the runtime; at once when the task has ended already. */
    void onExit(Consumer<Exit> listener);

    /** Asks the task to end, ends it by force after the grace period, and returns once it and all it started is gone. */
    void stop(Duration grace);

    /** The TCP ports on which the task listens; empty also where that cannot be found out. */
    Set<Integer> listeningPorts();
}
