package dev.davit.local.runtime;

import dev.davit.app.Release;
import dev.davit.image.Digest;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** One way of running tasks. Safe for use by several threads; every method may block. */
public interface TaskRuntime {
    /** As {@code --runtime} takes it. */
    String name();

    /** Why it cannot run tasks here and now; empty when it can. Answers within a second. */
    Optional<String> whyUnusable();

    /** Whether it is there, although it may not answer now: what can be used in a moment must not be passed over. */
    default boolean isThere() {
        return whyUnusable().isEmpty();
    }

    /** What it gives a task and what it does not, in a few words, when it can be used. */
    String means();

    /** Makes the release's image ready to run, unless it is. */
    void prepare(Release release) throws TaskStartException;

    /** Starts a task of a prepared release. One that ends at once was started all the same. */
    RunningTask start(TaskSpec spec) throws TaskStartException;

    /** Takes over a task that an earlier agent started; empty when it runs no more. */
    Optional<RunningTask> adopt(TaskSpec spec, TaskHandle handle);

    /** Ends the tasks that earlier agents of the same folder started, but for the known ones, by their ids. */
    void endStrangers(Set<String> known);

    /** Frees what was made ready for any other image. Asks for the images when none is just being made ready. */
    void keepOnly(Supplier<Set<Digest>> images);
}
