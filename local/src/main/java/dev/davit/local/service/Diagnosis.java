package dev.davit.local.service;

import dev.davit.balancer.HealthReason;
import dev.davit.balancer.TargetHealth;
import dev.davit.local.process.ProcessRuntime;
import dev.davit.local.runtime.Exit;
import dev.davit.local.runtime.RunningTask;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says why a task failed, in words that help. */
final class Diagnosis {
    private Diagnosis() {}

    static TaskDeath exited(Task task, Exit exit) {
        if (exit.outOfMemory()) {
            int memory = task.release.app().resources().memory();
            return new TaskDeath(
                    task,
                    exit.words() + " of " + memory + " MiB",
                    Optional.of("give it more memory in davit.yaml, such as: memory: " + 2 * memory),
                    true);
        }
        return new TaskDeath(task, exit.words(), Optional.empty(), true);
    }

    static TaskDeath unhealthy(Task task) {
        return new TaskDeath(task, "failed its health checks: " + description(task), Optional.empty(), true);
    }

    static TaskDeath neverHealthy(Task task) {
        var check = task.release.app().http().healthCheck();
        TargetHealth health = task.health;
        RunningTask running = task.running;
        if (health != null && running != null && health.reason() == HealthReason.CONNECTION_REFUSED) {
            return nothingListens(task, running);
        }
        if (health != null && health.reason() == HealthReason.STATUS_MISMATCH) {
            return new TaskDeath(
                    task,
                    "never became healthy: " + health.description(),
                    Optional.of("make GET " + check.path() + " answer " + check.successCodes()
                            + ", or name another path under http.healthcheck.path in davit.yaml"),
                    false);
        }
        return new TaskDeath(task, "never became healthy: " + description(task), Optional.empty(), false);
    }

    private static TaskDeath nothingListens(Task task, RunningTask running) {
        int expected = running.handle().port();
        Set<Integer> ports = running.listeningPorts();
        boolean told = running.handle().runtime().equals(ProcessRuntime.NAME);
        String tell = "make it listen on the port that the environment variable PORT names";
        if (ports.isEmpty()) {
            return new TaskDeath(
                    task,
                    "never became healthy: nothing listens on port " + expected + ", nor on any other",
                    Optional.of(tell),
                    false);
        }
        if (ports.contains(expected)) {
            return new TaskDeath(
                    task,
                    "never became healthy: it listens on port " + expected + ", but refuses connections from outside",
                    Optional.of("make it listen on 0.0.0.0, not on 127.0.0.1"),
                    false);
        }
        String others = ports.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return new TaskDeath(
                task,
                "never became healthy: nothing listens on port " + expected + "; it listens on port " + others,
                Optional.of(told ? tell : tell + ", or say in davit.yaml: image: {port: " + others + "}"),
                false);
    }

    private static String description(Task task) {
        TargetHealth health = task.health;
        return health == null ? "no health check was answered" : health.description();
    }
}
