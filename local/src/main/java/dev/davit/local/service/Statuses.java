package dev.davit.local.service;

import dev.davit.app.AppName;
import dev.davit.app.ServiceStatus;
import dev.davit.app.ServiceStatus.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Takes the picture of a service. For the service's thread. */
final class Statuses {
    private Statuses() {}

    static ServiceStatus of(AppName name, ListenAddress address, @Nullable Fleet serving, List<Fleet> fleets) {
        List<TaskStatus> tasks = new ArrayList<>();
        for (Fleet fleet : fleets) {
            fleet.tasks().forEach(task -> tasks.add(task.status()));
            if (fleet == serving) {
                fleet.slots().forEach(slot -> waiting(slot).ifPresent(tasks::add));
            }
        }
        return new ServiceStatus(
                name,
                "local",
                address.url(),
                serving == null ? 0 : serving.release().number(),
                serving == null ? 0 : serving.release().app().count(),
                tasks);
    }

    /** A place whose task has ended and whose next one is not started yet. */
    private static Optional<TaskStatus> waiting(Slot slot) {
        Task last = slot.task;
        if (last == null || !last.is(TaskState.STOPPED)) {
            return Optional.empty();
        }
        String state = (slot.backoff.isCrashLoop() ? "crash loop: " : "to be replaced: ") + slot.lastEnd;
        return Optional.of(new TaskStatus(
                last.id,
                last.release.number(),
                state,
                ServiceStatus.Health.UNHEALTHY,
                new ServiceStatus.Origin(OptionalLong.empty(), Optional.empty(), Optional.empty()),
                new ServiceStatus.Life(last.startedAt, slot.restarts)));
    }
}
