package dev.davit.local.service;

import dev.davit.app.Release;
import dev.davit.local.runtime.RunningTask;
import dev.davit.local.runtime.TaskRuntime;
import dev.davit.local.runtime.TaskSpec;
import dev.davit.local.state.SavedTask;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the tasks that an earlier agent started. */
final class Adoption {
    private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);

    private final Site site;

    Adoption(Site site) {
        this.site = site;
    }

    /** Puts those that still run and belong to the fleet's release into it, and ends the others. */
    void adopt(List<SavedTask> saved, Fleet fleet) {
        Release release = fleet.release();
        for (SavedTask task : saved) {
            boolean wanted = task.release() == release.number()
                    && fleet.slots().size() < release.app().count();
            Optional<RunningTask> running = wanted ? find(task, release) : Optional.empty();
            if (running.isPresent()) {
                LOG.info("{}: task {} still runs and is taken over", task.service(), task.id());
                fleet.adopt(task, running.get());
            } else if (wanted) {
                gone(task);
            } else {
                site.workers().execute(() -> end(List.of(task)));
            }
        }
    }

    /** Ends tasks that nobody wants any more. Blocks. */
    void end(List<SavedTask> saved) {
        for (SavedTask task : saved) {
            site.state()
                    .release(task.service(), task.release())
                    .flatMap(release -> find(task, release))
                    .ifPresent(running -> running.stop(RunningTask.STOP_GRACE));
            gone(task);
        }
    }

    private void gone(SavedTask task) {
        site.logs().ended(task.id());
        site.remember(
                "the end of task " + task.id(),
                state -> state.ended(
                        task.id(),
                        "ended while there was no agent",
                        site.clock().instant()));
    }

    private Optional<RunningTask> find(SavedTask task, Release release) {
        TaskSpec spec = new TaskSpec(task.id(), release, site.logs().folder(task.id()));
        return site.runtimes()
                .named(task.handle().runtime())
                .flatMap((TaskRuntime runtime) -> runtime.adopt(spec, task.handle()));
    }
}
