package dev.davit.local.control;

import dev.davit.app.Deployed;
import java.util.Optional;

/**
 * One thing that happened while the agent did what it was asked to.
 *
 * @param step number of the step it is about; 0 for the whole work
 * @param parent of a step that begins
 * @param agentEnds there is nothing left to do for the agent
 */
public record Event(
        Kind kind,
        int step,
        int parent,
        String text,
        Optional<Deployed> deployed,
        Optional<FailureText> failure,
        boolean agentEnds) {
    /** What happened; the last four end the stream. */
    public enum Kind {
        BEGIN,
        UPDATE,
        DONE,
        SKIPPED,
        CLOSE,
        DEPLOYED,
        REMOVED,
        /** There was nothing to remove. */
        ABSENT,
        FAILED;

        boolean isLast() {
            return compareTo(DEPLOYED) >= 0;
        }
    }

    static Event ofStep(Kind kind, int step, int parent, String text) {
        return new Event(kind, step, parent, text, Optional.empty(), Optional.empty(), false);
    }

    static Event of(Kind kind) {
        return ofStep(kind, 0, 0, "");
    }

    static Event deployed(Deployed deployed) {
        return new Event(Kind.DEPLOYED, 0, 0, "", Optional.of(deployed), Optional.empty(), false);
    }

    Event withAgentEnding(boolean ends) {
        return new Event(kind, step, parent, text, deployed, failure, ends);
    }

    static Event failed(FailureText failure) {
        return new Event(Kind.FAILED, 0, 0, "", Optional.empty(), Optional.of(failure), false);
    }
}
