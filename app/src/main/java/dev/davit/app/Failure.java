package dev.davit.app;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person asked for did not happen, told so that this person can act: the message says what was
 * attempted, on what, and what came back; the details are evidence, such as a task's last log lines; the fix is the
 * next thing to do.
 */
public final class Failure extends RuntimeException {
    /** What kind of failure it is; each kind has an exit code of its own that scripts may rely on. */
    public enum Category {
        FAILED(1),
        USAGE(2),
        BUILD(3),
        REGISTRY(4),
        ROLLED_BACK(5),
        ROLLOUT(6),
        INTERRUPTED(130);

        private final int exitCode;

        Category(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    private final Category category;
    private final List<String> details;
    private final @Nullable String fix;

    private Failure(
            Category category, String message, List<String> details, @Nullable String fix, @Nullable Throwable cause) {
        super(message, cause);
        this.category = category;
        this.details = List.copyOf(details);
        this.fix = fix;
    }

    public static Failure of(Category category, String message) {
        return new Failure(category, message, List.of(), null, null);
    }

    public Failure withDetails(List<String> lines) {
        return new Failure(category, text(), lines, fix, getCause());
    }

    public Failure withFix(String nextStep) {
        return new Failure(category, text(), details, nextStep, getCause());
    }

    public Failure causedBy(Throwable cause) {
        return new Failure(category, text(), details, fix, cause);
    }

    public Category category() {
        return category;
    }

    public List<String> details() {
        return details;
    }

    public Optional<String> fix() {
        return Optional.ofNullable(fix);
    }

    private String text() {
        return String.valueOf(getMessage());
    }
}
