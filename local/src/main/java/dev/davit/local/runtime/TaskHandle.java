package dev.davit.local.runtime;

import java.util.Map;
import java.util.Optional;

/**
 * What is kept about a running task so that a later agent finds it again.
 *
 * @param values what the runtime itself needs, such as a process id and its start time
 */
public record TaskHandle(String runtime, String host, int port, Map<String, String> values) {
    public TaskHandle {
        values = Map.copyOf(values);
    }

    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** {@code host:port}, at which the task is reached from this machine. */
    public String address() {
        return host + ":" + port;
    }
}
