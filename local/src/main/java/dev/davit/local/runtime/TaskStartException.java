package dev.davit.local.runtime;

import org.jspecify.annotations.Nullable;

/** A runtime could not start a task. The message says in plain words what was attempted and what came back. */
public final class TaskStartException extends Exception {
    public TaskStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public TaskStartException(String message) {
        this(message, null);
    }
}
