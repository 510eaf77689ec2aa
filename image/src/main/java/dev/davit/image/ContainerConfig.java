package dev.davit.image;

import dev.davit.image.json.Json;
import dev.davit.image.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a container of an image starts: the {@code config} member of the OCI image configuration. An empty string or
 * collection means that the image leaves it open.
 *
 * @param user {@code user}, {@code uid}, {@code user:group} or {@code uid:gid}
 * @param env in order
 * @param exposedPorts such as {@code 5000/tcp}, sorted
 * @param labels sorted by name
 * @param other members this library does not interpret, each as JSON text
 */
public record ContainerConfig(
        String user,
        Map<String, String> env,
        List<String> entrypoint,
        List<String> cmd,
        String workingDir,
        Set<String> exposedPorts,
        Map<String, String> labels,
        String stopSignal,
        Map<String, String> other) {

    private static final Set<String> KNOWN =
            Set.of("User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "WorkingDir", "Labels", "StopSignal");

    public ContainerConfig {
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        exposedPorts = Collections.unmodifiableSet(new TreeSet<>(exposedPorts));
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        other = Collections.unmodifiableMap(new TreeMap<>(other));
        env.keySet().forEach(name -> {
            if (name.isEmpty() || name.indexOf('=') >= 0) {
                throw new IllegalArgumentException(
                        "Not the name of an environment variable: " + Shown.of(name) + ". Expected one without '='.");
            }
        });
    }

    /** A builder that starts with everything left open. */
    public static Builder builder() {
        return new Builder();
    }

    /** The same with these labels and no others. */
    public ContainerConfig withLabels(Map<String, String> others) {
        return new ContainerConfig(user, env, entrypoint, cmd, workingDir, exposedPorts, others, stopSignal, other);
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        var builder = new Builder();
        builder.user = user;
        builder.env.putAll(env);
        builder.entrypoint = entrypoint;
        builder.cmd = cmd;
        builder.workingDir = workingDir;
        builder.exposedPorts.addAll(exposedPorts);
        builder.labels.putAll(labels);
        builder.stopSignal = stopSignal;
        builder.other.putAll(other);
        return builder;
    }

    static ContainerConfig read(JsonObject json) {
        var builder = builder();
        builder.user = json.text("User").orElse("");
        for (String variable : json.texts("Env")) {
            int equals = variable.indexOf('=');
            builder.env(
                    equals < 0 ? variable : variable.substring(0, equals),
                    equals < 0 ? "" : variable.substring(equals + 1));
        }
        builder.entrypoint = json.texts("Entrypoint");
        builder.cmd = json.texts("Cmd");
        builder.workingDir = json.text("WorkingDir").orElse("");
        json.object("ExposedPorts")
                .ifPresent(ports -> builder.exposedPorts.addAll(ports.members().keySet()));
        builder.labels.putAll(json.textMap("Labels"));
        builder.stopSignal = json.text("StopSignal").orElse("");
        builder.other.putAll(json.except(KNOWN));
        return builder.build();
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        putUnlessEmpty(json, "User", user);
        if (!exposedPorts.isEmpty()) {
            Map<String, Object> ports = new LinkedHashMap<>();
            exposedPorts.forEach(port -> ports.put(port, Map.of()));
            json.put("ExposedPorts", ports);
        }
        List<String> variables = new ArrayList<>();
        env.forEach((name, value) -> variables.add(name + "=" + value));
        putUnlessEmpty(json, "Env", variables);
        putUnlessEmpty(json, "Entrypoint", entrypoint);
        putUnlessEmpty(json, "Cmd", cmd);
        putUnlessEmpty(json, "WorkingDir", workingDir);
        if (!labels.isEmpty()) {
            json.put("Labels", labels);
        }
        putUnlessEmpty(json, "StopSignal", stopSignal);
        other.forEach((name, text) -> json.put(name, Json.value(text)));
        return json;
    }

    private static void putUnlessEmpty(Map<String, @Nullable Object> json, String name, String value) {
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }

    private static void putUnlessEmpty(Map<String, @Nullable Object> json, String name, Collection<String> value) {
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }

    /** Collects the values of a {@link ContainerConfig}. */
    public static final class Builder {
        private String user = "";
        private final Map<String, String> env = new LinkedHashMap<>();
        private List<String> entrypoint = List.of();
        private List<String> cmd = List.of();
        private String workingDir = "";
        private final Set<String> exposedPorts = new TreeSet<>();
        private final Map<String, String> labels = new TreeMap<>();
        private String stopSignal = "";
        private final Map<String, String> other = new TreeMap<>();

        private Builder() {}

        public Builder user(String user) {
            this.user = user;
            return this;
        }

        /** Sets one variable; a variable that is set already keeps its place. */
        public Builder env(String name, String value) {
            env.put(name, value);
            return this;
        }

        public Builder entrypoint(List<String> entrypoint) {
            this.entrypoint = entrypoint;
            return this;
        }

        public Builder cmd(List<String> cmd) {
            this.cmd = cmd;
            return this;
        }

        public Builder workingDir(String workingDir) {
            this.workingDir = workingDir;
            return this;
        }

        /** Adds a port such as {@code 5000/tcp}. */
        public Builder exposedPort(String port) {
            exposedPorts.add(port);
            return this;
        }

        public Builder label(String name, String value) {
            labels.put(name, value);
            return this;
        }

        public Builder stopSignal(String stopSignal) {
            this.stopSignal = stopSignal;
            return this;
        }

        public ContainerConfig build() {
            return new ContainerConfig(user, env, entrypoint, cmd, workingDir, exposedPorts, labels, stopSignal, other);
        }
    }
}
