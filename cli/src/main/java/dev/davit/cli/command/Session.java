package dev.davit.cli.command;

import dev.davit.cli.output.ProgressDisplay;
import dev.davit.cli.output.Terminal;
import java.util.Map;

/**
 * What a command works with besides its own arguments.
 *
 * @param out where the result goes
 * @param err where progress and failures go
 */
public record Session(Map<String, String> environment, Terminal out, Terminal err) {
    Folders folders() {
        return Folders.of(environment);
    }

    ProgressDisplay progress(boolean quiet) {
        boolean ci = !environment.getOrDefault("CI", "").isEmpty();
        return quiet ? ProgressDisplay.silent() : ProgressDisplay.on(err, ci);
    }
}
