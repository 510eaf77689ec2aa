package dev.davit.local.service;

import dev.davit.app.HealthCheck;
import dev.davit.balancer.HealthReason;
import dev.davit.balancer.TargetHealth;
import dev.davit.local.process.ProcessRuntime;
import dev.davit.local.runtime.Exit;
import dev.davit.local.runtime.RunningTask;
import java.util.Set;
import java.util.stream.Collectors;

/** Says why a task failed, in words that help. */
final class Diagnosis {
    private Diagnosis() {}

    static TaskDeath notStarted(Task task, String cause) {
        return new TaskDeath(task, cause, "see what can run tasks here with 'davit doctor', then: davit up", true);
    }

    static TaskDeath exited(Task task, Exit exit) {
        if (exit.outOfMemory()) {
            int memory = task.release.app().resources().memory();
            return new TaskDeath(
                    task,
                    exit.words() + " of " + memory + " MiB",
                    "give it more memory in davit.yaml, such as: memory: " + 2 * memory,
                    true);
        }
        return new TaskDeath(task, exit.words(), "correct the application and run 'davit up' again", true);
    }

    static TaskDeath unhealthy(Task task) {
        return new TaskDeath(
                task,
                "failed its health checks: " + description(task),
                "see that GET " + check(task).path() + " goes on answering "
                        + check(task).successCodes() + ", or change http.healthcheck in davit.yaml",
                true);
    }

    static TaskDeath neverHealthy(Task task) {
        TargetHealth health = task.health;
        RunningTask running = task.running;
        if (health != null && running != null && health.reason() == HealthReason.CONNECTION_REFUSED) {
            return nothingListens(task, running);
        }
        String wanted =
                "make GET " + check(task).path() + " answer " + check(task).successCodes();
        if (health != null && health.reason() == HealthReason.STATUS_MISMATCH) {
            return new TaskDeath(
                    task,
                    "never became healthy: " + health.description(),
                    wanted + ", or name another path under http.healthcheck.path in davit.yaml",
                    false);
        }
        return new TaskDeath(
                task,
                "never became healthy: " + description(task),
                wanted + " in time, or change http.healthcheck in davit.yaml; " + moreTime(task),
                false);
    }

    private static HealthCheck check(Task task) {
        return task.release.app().http().healthCheck();
    }

    private static String moreTime(Task task) {
        return "if it takes longer than " + check(task).gracePeriod().toSeconds()
                + "s to start, raise http.healthcheck.grace_period in davit.yaml";
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
                    (told ? tell : tell + ", or set image.port in davit.yaml") + "; " + moreTime(task),
                    false);
        }
        if (ports.contains(expected)) {
            return new TaskDeath(
                    task,
                    "never became healthy: it listens on port " + expected + ", but refuses connections from outside",
                    "make it listen on 0.0.0.0, not on 127.0.0.1",
                    false);
        }
        String others = ports.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return new TaskDeath(
                task,
                "never became healthy: nothing listens on port " + expected + "; it listens on port " + others,
                told ? tell : tell + ", or say in davit.yaml: image: {port: " + others + "}",
                false);
    }

    private static String description(Task task) {
        TargetHealth health = task.health;
        return health == null ? "no health check was answered" : health.description();
    }
}
