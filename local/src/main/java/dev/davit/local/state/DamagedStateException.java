package dev.davit.local.state;

import org.jspecify.annotations.Nullable;

/** The state file cannot be trusted. The message says what is wrong with it. */
public final class DamagedStateException extends RuntimeException {
    DamagedStateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
