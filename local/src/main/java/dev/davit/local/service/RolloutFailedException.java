package dev.davit.local.service;

import java.util.List;
import java.util.Optional;

/** A release cannot serve. The message names the cause in plain words. */
final class RolloutFailedException extends Exception {
    private final transient List<String> lastWords;
    private final transient Optional<String> fix;

    RolloutFailedException(String message, List<String> lastWords, Optional<String> fix) {
        super(message);
        this.lastWords = lastWords;
        this.fix = fix;
    }

    /** The last lines that the task wrote. */
    List<String> lastWords() {
        return lastWords;
    }

    Optional<String> fix() {
        return fix;
    }
}
