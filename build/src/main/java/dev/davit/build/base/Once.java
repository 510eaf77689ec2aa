package dev.davit.build.base;

import dev.davit.app.Failure;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made when it is first asked for, by whoever is first, or in the background; others wait for it. It is
 * started and ended by one thread.
 */
final class Once<T> {
    private final FutureTask<T> task;
    private @Nullable Thread background;

    Once(Callable<T> make) {
        this.task = new FutureTask<>(make);
    }

    void start() {
        if (background == null) {
            background = Thread.ofVirtual().start(task);
        }
    }

    T get() throws IOException {
        task.run();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Category.BUILD, "the build was interrupted")
                    .causedBy(e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Failure failure -> throw failure;
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** The value, if it has been made. */
    Optional<T> value() {
        return task.state() == FutureTask.State.SUCCESS ? Optional.of(task.resultNow()) : Optional.empty();
    }

    /** Lets nobody begin the making any more; if it is under way in the background, interrupts it and waits for its end. */
    void end() {
        task.cancel(true);
        if (background != null) {
            try {
                background.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
