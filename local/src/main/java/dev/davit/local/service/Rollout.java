package dev.davit.local.service;

import dev.davit.app.Progress;
import dev.davit.app.Release;
import dev.davit.balancer.Listener;
import dev.davit.local.runtime.TaskStartException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The move of a service to another release. Runs on the service's thread and lets it go on with everything else
 * meanwhile: old tasks that die are replaced during a rollout too.
 */
final class Rollout {
    private static final String FIX_OF_PREPARATION = "see what can run tasks here with 'davit doctor', then: davit up";

    private static final Logger LOG = LoggerFactory.getLogger(Rollout.class);

    private static final Duration TIME_TO_END = Duration.ofSeconds(20);

    /** Lets the service handle what comes next. */
    interface Pump {
        void next();
    }

    private final Site site;
    private final Fleet next;
    private final @Nullable Fleet old;
    private final Listener listener;
    private final Runnable beforeServing;
    private final Pump pump;
    private final Runnable wake;
    private final TaskSteps steps;
    private final Deaths deaths;
    private boolean serves;

    /**
     * @param beforeServing records that the new release serves, before it does
     */
    Rollout(Site site, Fleet next, @Nullable Fleet old, Listener listener, Runnable beforeServing, Pump pump) {
        this.site = site;
        this.next = next;
        this.old = old;
        this.listener = listener;
        this.beforeServing = beforeServing;
        this.pump = pump;
        this.wake = next::wake;
        this.steps = new TaskSteps(site.clock());
        this.deaths = new Deaths(site, next);
    }

    /**
     * Returns once the new release alone serves.
     *
     * @throws RolloutFailedException when the old release, where there is one, serves as before
     */
    void run(Progress progress) throws RolloutFailedException {
        try {
            prepare(progress);
            int count = release().app().count();
            if (count == 0) {
                shift(List.of(), tasksOf(old), progress);
            }
            while (next.slots().size() < count) {
                step(count, progress);
            }
        } catch (RolloutFailedException e) {
            revert(progress);
            throw e;
        } catch (AbandonedException e) {
            throw e;
        } catch (RuntimeException e) {
            if (serves) {
                throw e;
            }
            LOG.error(
                    "the rollout of {} {} broke off",
                    release().app().name(),
                    release().label(),
                    e);
            revert(progress);
            throw new RolloutFailedException(
                    release(), "the agent could not go on: " + e, List.of(), "see the agent's log, then: davit up");
        }
        next.admitWhenHealthy();
        deaths.close();
    }

    private Release release() {
        return next.release();
    }

    private void prepare(Progress progress) throws RolloutFailedException {
        try (Progress.Step step = progress.begin("prepare the image")) {
            var preparing = new FutureTask<>(this::tryToPrepare);
            site.workers().execute(() -> {
                preparing.run();
                wake.run();
            });
            awaitThat(preparing::isDone);
            Optional<RolloutFailedException> failure = preparing.resultNow();
            if (failure.isPresent()) {
                throw failure.get();
            }
            step.done("");
        }
    }

    private Optional<RolloutFailedException> tryToPrepare() {
        try {
            next.runtime().prepare(release());
            return Optional.empty();
        } catch (TaskStartException | RuntimeException e) {
            String fix =
                    e instanceof TaskStartException known ? known.fix().orElse(FIX_OF_PREPARATION) : FIX_OF_PREPARATION;
            return Optional.of(new RolloutFailedException(release(), String.valueOf(e.getMessage()), List.of(), fix));
        }
    }

    /** One batch: as many new tasks as there is room for, and then so many fewer old ones. */
    private void step(int count, Progress progress) throws RolloutFailedException {
        int remaining = count - next.slots().size();
        int batch = remaining;
        int least = 0;
        Fleet before = old;
        if (before != null && !isOtherGroup()) {
            var policy = release().app().deployment();
            least = Math.ceilDiv(count * policy.minimumHealthy(), 100);
            int room = count * policy.maximum() / 100
                    - before.tasks().size()
                    - next.tasks().size();
            if (room <= 0 && makeRoom(before, least, remaining, progress)) {
                return;
            }
            // Where the percentages leave no room either way, one task more than the maximum is the lesser evil.
            batch = Math.min(Math.max(1, room), remaining);
        }
        List<Task> started = start(batch, progress);
        List<Task> leaving = tasksOf(old);
        if (batch < remaining) {
            int enough = Math.max(count, least);
            leaving = first(leaving, leaving.size() + next.healthy().size() - enough);
        }
        shift(started, leaving, progress);
    }

    /** Ends some old tasks before there are new ones, as far as the minimum lets it; false when it does not at all. */
    private boolean makeRoom(Fleet before, int least, int remaining, Progress progress) {
        int spare = before.healthy().size() + next.healthy().size() - least;
        List<Task> leaving = first(before.tasks(), Math.min(spare, remaining));
        if (leaving.isEmpty()) {
            return false;
        }
        before.giveUpSlots(leaving);
        before.retire(leaving);
        awaitEnd(leaving, "make room for " + release().label(), progress);
        return true;
    }

    private List<Task> start(int batch, Progress progress) throws RolloutFailedException {
        String what = batch == 1 ? "start 1 task" : "start " + batch + " tasks";
        try (Progress.Step step = progress.begin(what)) {
            int before = next.slots().size();
            next.growTo(before + batch);
            List<Slot> slots = next.slots().subList(before, before + batch);
            try {
                awaitThat(() -> {
                    // Before its place is filled, what has died is shown as such.
                    steps.show(next, step);
                    next.fill();
                    steps.show(next, step);
                    return slots.stream().allMatch(slot -> slot.task != null && slot.task.is(TaskState.RUNNING));
                });
            } catch (RolloutFailedException e) {
                steps.show(next, step);
                steps.giveUp();
                throw e;
            }
            step.done("healthy");
            return slots.stream().map(slot -> slot.task).toList();
        } finally {
            steps.close();
        }
    }

    private void shift(List<Task> admit, List<Task> leaving, Progress progress) {
        boolean last = next.slots().size() == release().app().count();
        try (Progress.Step step = progress.begin("shift traffic to " + release().label())) {
            if (last) {
                beforeServing.run();
                serves = true;
            }
            if (old == null) {
                next.shift(admit, List.of());
                listener.forwardTo(next.group());
            } else {
                if (last) {
                    old.giveUp();
                }
                old.giveUpSlots(leaving);
                if (isOtherGroup()) {
                    next.shift(admit, List.of());
                    listener.forwardTo(next.group());
                } else {
                    old.swap(admit, leaving);
                }
                old.retire(leaving);
            }
            step.done("");
        }
        if (old != null && !leaving.isEmpty()) {
            awaitEnd(leaving, "", progress);
        }
    }

    private boolean isOtherGroup() {
        return old != null && old.group() != next.group();
    }

    private void awaitEnd(List<Task> leaving, String why, Progress progress) {
        Release release = leaving.getFirst().release;
        try (Progress.Step step = progress.begin(why.isEmpty() ? "drain " + release.label() : why)) {
            while (leaving.stream().anyMatch(task -> task.is(TaskState.DRAINING))) {
                pump.next();
            }
            step.done("");
        }
        try (Progress.Step step = progress.begin("stop " + release.label())) {
            Instant deadline = site.clock().instant().plus(TIME_TO_END);
            while (!leaving.stream().allMatch(task -> task.is(TaskState.STOPPED))
                    && site.clock().instant().isBefore(deadline)) {
                pump.next();
            }
            step.done("");
        }
    }

    /** Waits until the condition holds or too many new tasks have died. */
    private void awaitThat(BooleanSupplier condition) throws RolloutFailedException {
        // What is broken must not be looked at by the condition, which starts tasks in vacant places.
        while (true) {
            next.expire();
            if (deaths.isBroken()) {
                throw deaths.failure(deaths.last().orElseThrow(), old != null);
            }
            if (condition.getAsBoolean()) {
                return;
            }
            pump.next();
        }
    }

    /** The old release serves with all its tasks again, then the new one goes. */
    private void revert(Progress progress) {
        if (old != null && old.slots().size() < old.release().app().count()) {
            old.growTo(old.release().app().count());
            Instant deadline = site.clock()
                    .instant()
                    .plus(old.release().app().http().healthCheck().gracePeriod());
            try (Progress.Step step = progress.begin("restore " + old.release().label())) {
                while (old.healthy().size() < old.slots().size()
                        && site.clock().instant().isBefore(deadline)) {
                    pump.next();
                }
                step.done("");
            }
        }
        deaths.close();
        next.giveUp();
        List<Task> failed = List.copyOf(next.tasks());
        if (failed.isEmpty()) {
            return;
        }
        try (Progress.Step step = progress.begin("stop " + release().label())) {
            next.retire(failed);
            Instant deadline = site.clock().instant().plus(TIME_TO_END);
            while (!next.tasks().isEmpty() && site.clock().instant().isBefore(deadline)) {
                pump.next();
            }
            step.done("");
        }
    }

    private static List<Task> tasksOf(@Nullable Fleet fleet) {
        return fleet == null ? List.of() : List.copyOf(fleet.tasks());
    }

    private static List<Task> first(Collection<Task> tasks, int count) {
        return tasks.stream().limit(Math.max(0, count)).toList();
    }
}
