package dev.davit.local.service;

import dev.davit.app.Release;
import java.util.List;

/** A release cannot serve. The message names the cause in plain words. */
final class RolloutFailedException extends Exception {
    private final transient Release release;
    private final transient List<String> lastWords;
    private final String fix;

    RolloutFailedException(Release release, String message, List<String> lastWords, String fix) {
        super(message);
        this.release = release;
        this.lastWords = lastWords;
        this.fix = fix;
    }

    Release release() {
        return release;
    }

    /** The last lines that the task wrote. */
    List<String> lastWords() {
        return lastWords;
    }

    /** The next thing to do. */
    String fix() {
        return fix;
    }
}
