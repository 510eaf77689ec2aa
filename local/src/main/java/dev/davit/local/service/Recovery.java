package dev.davit.local.service;

import dev.davit.app.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The wait for a fleet that serves already, but not with all its tasks. On the service's thread, as a rollout is. */
final class Recovery {
    private final Site site;
    private final Fleet fleet;
    private final Rollout.Pump pump;

    Recovery(Site site, Fleet fleet, Rollout.Pump pump) {
        this.site = site;
        this.fleet = fleet;
        this.pump = pump;
    }

    /**
     * Returns once as many tasks are healthy as the release wants; at once, where they are.
     *
     * @throws RolloutFailedException when they do not become so; the service goes on trying
     */
    void await(Progress progress) throws RolloutFailedException {
        if (isDone()) {
            return;
        }
        int missing = count() - fleet.healthy().size();
        String what = missing == 1 ? "wait for 1 task" : "wait for " + missing + " tasks";
        try (Deaths deaths = new Deaths(site, fleet);
                TaskSteps steps = new TaskSteps(site.clock());
                Progress.Step step = progress.begin(what)) {
            Instant deadline = begin();
            while (!isDone()) {
                steps.show(fleet, step);
                if (deaths.isBroken() || isOver(deadline)) {
                    throw failure(deaths);
                }
                pump.next();
            }
            steps.show(fleet, step);
            step.done("healthy");
        }
    }

    /** Vacant places are filled at once: somebody who asks may have put right what kept tasks from living. */
    private Instant begin() {
        fleet.slots().stream().filter(Slot::isVacant).forEach(slot -> slot.notBefore = Instant.MIN);
        var check = fleet.release().app().http().healthCheck();
        Duration longest = check.gracePeriod().plus(check.interval().multipliedBy(check.healthyThreshold()));
        CompletableFuture.delayedExecutor(longest.toMillis() + 1, TimeUnit.MILLISECONDS)
                .execute(fleet::wake);
        return site.clock().instant().plus(longest);
    }

    private boolean isDone() {
        return fleet.healthy().size() >= count();
    }

    /** A task that is still starting has its own time to become healthy. */
    private boolean isOver(Instant deadline) {
        return site.clock().instant().isAfter(deadline)
                && fleet.tasks().stream().noneMatch(task -> task.is(TaskState.PENDING, TaskState.STARTING));
    }

    private RolloutFailedException failure(Deaths deaths) {
        return deaths.last()
                .map(death -> deaths.failure(death, true))
                .orElseGet(() -> new RolloutFailedException(
                        fleet.release(),
                        fleet.healthy().size() + " of " + count() + " tasks are healthy",
                        List.of(),
                        "see 'davit ps', then: davit up"));
    }

    private int count() {
        return fleet.release().app().count();
    }
}
