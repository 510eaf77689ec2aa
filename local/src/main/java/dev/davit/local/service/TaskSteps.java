package dev.davit.local.service;

import dev.davit.app.Progress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Shows each task of a fleet as a step of its own. For the service's thread. */
final class TaskSteps implements AutoCloseable {
    private final InstantSource clock;
    private final Map<Task, Progress.Step> open = new LinkedHashMap<>();
    private final Map<Task, TaskState> shown = new LinkedHashMap<>();

    TaskSteps(InstantSource clock) {
        this.clock = clock;
    }

    void show(Fleet fleet, Progress.Step parent) {
        for (Slot slot : fleet.slots()) {
            Task task = slot.task;
            if (task != null && !shown.containsKey(task)) {
                open.put(task, parent.begin("task " + task.id));
            }
            if (task != null && task.state() != shown.put(task, task.state())) {
                show(task, slot);
            }
        }
    }

    private void show(Task task, Slot slot) {
        Progress.Step step = open.get(task);
        if (step == null) {
            return;
        }
        switch (task.state()) {
            case PENDING, STARTING -> step.update(task.state().word());
            case RUNNING -> {
                Duration took = Duration.between(task.startedAt, clock.instant());
                step.done(String.format(Locale.ROOT, "healthy in %.1fs", took.toMillis() / 1000.0));
                step.close();
                open.remove(task);
            }
            case DRAINING, STOPPING, STOPPED -> {
                step.update(slot.lastEnd);
                step.close();
                open.remove(task);
            }
        }
    }

    /** Those that are left did not fail; others did. */
    void giveUp() {
        open.values().forEach(step -> {
            step.skipped("stopped: the rollout was given up");
            step.close();
        });
        open.clear();
    }

    @Override
    public void close() {
        open.values().forEach(Progress.Step::close);
        open.clear();
    }
}
