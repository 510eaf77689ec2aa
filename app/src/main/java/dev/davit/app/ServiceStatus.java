package dev.davit.app;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A service at one moment.
 *
 * @param release number of the release that gets new requests; 0 before the first one does
 * @param desired how many tasks it is to have
 */
public record ServiceStatus(
        AppName service, String platform, URI url, int release, int desired, List<TaskStatus> tasks) {
    public ServiceStatus {
        tasks = List.copyOf(tasks);
    }

    /**
     * A task at one moment.
     *
     * @param state what the platform does with it, such as {@code starting}, {@code running}, {@code stopping}
     * @param origin where it can be found outside Davit
     */
    public record TaskStatus(String id, int release, String state, Health health, Origin origin, Life life) {}

    /** The process id on this machine and the container's id, where there are such. */
    public record Origin(OptionalLong pid, Optional<String> containerId, Optional<String> address) {}

    /** Since when a task runs and how many tasks in its place have ended before it. */
    public record Life(Instant startedAt, int restarts) {}

    /** Whether a task gets requests. */
    public enum Health {
        HEALTHY,
        UNHEALTHY,
        STARTING,
        DRAINING;

        /** The word of the command line's tables and JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
