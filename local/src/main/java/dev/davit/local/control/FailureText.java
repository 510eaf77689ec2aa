package dev.davit.local.control;

import dev.davit.app.Failure;
import java.util.List;
import java.util.Optional;

/** A failure on its way from the agent to the client. */
public record FailureText(Failure.Category category, String message, List<String> details, Optional<String> fix) {
    public static FailureText of(Failure failure) {
        return new FailureText(
                failure.category(), String.valueOf(failure.getMessage()), failure.details(), failure.fix());
    }

    public Failure failure() {
        Failure failure = Failure.of(category, message).withDetails(details);
        return fix.map(failure::withFix).orElse(failure);
    }
}
