package dev.davit.cli.output;

import dev.davit.app.Failure;
import dev.davit.cli.output.Terminal.Style;

/** Tells a person of a failure: what happened, the evidence, and the fix. */
public final class FailureReport {
    private FailureReport() {}

    public static void print(Failure failure, Terminal terminal) {
        var stream = terminal.stream();
        stream.println(terminal.styled(Style.BAD, "error: ") + failure.getMessage());
        failure.details().forEach(line -> stream.println("    " + line));
        failure.fix().ifPresent(fix -> stream.println(terminal.styled(Style.STRONG, "fix: ") + fix));
    }
}
