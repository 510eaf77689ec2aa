package dev.davit.local.service;

import dev.davit.app.Failure;
import dev.davit.app.Release;
import dev.davit.app.ServiceStatus;
import dev.davit.app.ServiceStatus.TaskStatus;
import dev.davit.balancer.TargetGroup;
import dev.davit.local.runtime.TaskRuntime;
import dev.davit.local.state.SavedService;
import dev.davit.local.state.SavedTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up what an earlier agent left of a service, as soon as that can be: its task runtime may not be there yet, as
 * when the machine has just started. Until then its tasks count as neither running nor ended. For the service's thread.
 */
final class Restoration {
    private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Standing standing;
    private final SavedService saved;
    private final Release release;
    private final List<SavedTask> tasks;
    private Instant nextTry = Instant.MIN;
    private Duration pause = FIRST;
    private String why = "";

    Restoration(Standing standing, SavedService saved, Release release, List<SavedTask> tasks) {
        this.standing = standing;
        this.saved = saved;
        this.release = release;
        this.tasks = List.copyOf(tasks);
        standing.expect(release.image());
    }

    /** When {@link #tryWhenDue} will next do something. */
    Instant nextTry() {
        return nextTry;
    }

    /** Returns whether that is done. */
    boolean tryWhenDue() {
        Instant now = standing.site.clock().instant();
        if (now.isBefore(nextTry)) {
            return false;
        }
        Optional<String> reason = tryNow();
        if (reason.isPresent() && !reason.get().equals(why)) {
            why = reason.get();
            LOG.warn("{} cannot be taken up yet, trying again: {}", standing.name, why);
        }
        nextTry = now.plus(pause);
        pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        return reason.isEmpty();
    }

    /**
     * Goes on now, with the task runtime that is asked for or else the one of before.
     *
     * @throws Failure when that cannot be used
     */
    void takeUp(Optional<String> wanted) {
        var runtimes = standing.site.runtimes();
        takeUp(wanted.isPresent() ? runtimes.choose(wanted) : runtimes.keep(saved.runtime()));
    }

    private void takeUp(TaskRuntime runtime) {
        ListenAddress address = ListenAddress.parse(saved.address());
        TargetGroup group = standing.newGroup(release.app());
        Fleet fleet = standing.newFleet(release, group, runtime);
        fleet.admitWhenHealthy();
        new Adoption(standing.site).adopt(tasks, fleet);
        fleet.growTo(release.app().count());
        standing.serve(fleet);
        standing.listenWhenPossible(address);
    }

    /** Ends what is left of the service. Blocks. */
    void end() {
        new Adoption(standing.site).end(tasks);
    }

    ServiceStatus status() {
        return new ServiceStatus(
                saved.name(),
                "local",
                ListenAddress.parse(saved.address()).url(),
                release.number(),
                release.app().count(),
                tasks.stream().map(this::status).toList());
    }

    private TaskStatus status(SavedTask task) {
        return new TaskStatus(
                task.id(),
                task.release(),
                "waiting: " + why,
                ServiceStatus.Health.UNHEALTHY,
                new ServiceStatus.Origin(OptionalLong.empty(), Optional.empty(), Optional.empty()),
                new ServiceStatus.Life(task.startedAt(), task.restarts()));
    }

    /** Why not. */
    private Optional<String> tryNow() {
        try {
            takeUp(standing.site.runtimes().keep(saved.runtime()));
            return Optional.empty();
        } catch (RuntimeException e) {
            LOG.debug("{} cannot be taken up", standing.name, e);
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
