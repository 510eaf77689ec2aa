package dev.davit.local.runtime;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A runtime could not start a task. The message says in plain words what was attempted and what came back. */
public final class TaskStartException extends Exception {
    private final @Nullable String fix;

    private TaskStartException(String message, @Nullable String fix, @Nullable Throwable cause) {
        super(message, cause);
        this.fix = fix;
    }

    public TaskStartException(String message, @Nullable Throwable cause) {
        this(message, null, cause);
    }

    public TaskStartException(String message) {
        this(message, null);
    }

    public TaskStartException withFix(String nextStep) {
        return new TaskStartException(String.valueOf(getMessage()), nextStep, getCause());
    }

    /** The next thing to do, where that is known. */
    public Optional<String> fix() {
        return Optional.ofNullable(fix);
    }
}
