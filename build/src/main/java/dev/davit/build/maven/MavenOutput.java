package dev.davit.build.maven;

import dev.davit.app.Failure;
import dev.davit.build.process.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what Maven writes: what it is at, and what went wrong. For one thread. */
final class MavenOutput {
    private static final Pattern GOAL =
            Pattern.compile("\\[INFO] --- (?:maven-)?([\\w.-]+?)(?:-plugin)?:[^:]+:([\\w-]+) .*@ (\\S+) ---");
    private static final Pattern DOWNLOAD = Pattern.compile("\\[INFO] Downloading from [^:]+: .*/([^/\\s]+)");
    private static final Pattern ERROR = Pattern.compile("\\[(?:ERROR|FATAL)] ?(.*)");
    private static final Pattern COMPILER = Pattern.compile("(/.+?):\\[(\\d+),(\\d+)] (.*)");
    private static final List<String> NOISE = List.of(
            "COMPILATION ERROR",
            "To see the full stack trace",
            "Re-run Maven using",
            "For more information about the errors",
            "After correcting the problems",
            "[Help ",
            "  mvn <args>",
            "-> [Help");
    private static final int MOST_LINES = 40;
    private static final int LAST_LINES = 20;

    private final Path root;
    private final Consumer<String> state;
    private final List<String> errors = new ArrayList<>();
    private boolean compilerErrors;

    MavenOutput(Path root, Consumer<String> state) {
        this.root = root;
        this.state = state;
    }

    void accept(String line) {
        Matcher goal = GOAL.matcher(line);
        Matcher download = DOWNLOAD.matcher(line);
        Matcher error = ERROR.matcher(line);
        if (goal.matches()) {
            state.accept(goal.group(3) + ": " + goal.group(1) + " " + goal.group(2));
        } else if (download.matches()) {
            state.accept("downloading " + download.group(1));
        } else if (error.matches()) {
            addError(error.group(1));
        }
    }

    Failure failure(Path folder, Command.Result result) {
        Set<String> details = new LinkedHashSet<>(
                compilerErrors
                        ? errors.stream()
                                .takeWhile(line -> !line.startsWith("Failed to execute goal"))
                                .toList()
                        : errors);
        if (details.isEmpty()) {
            List<String> lines = result.lines();
            details.addAll(lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        }
        return Failure.of(
                        Failure.Category.BUILD,
                        compilerErrors
                                ? folder + " does not compile"
                                : "Maven could not build " + folder + " (exit code " + result.exitCode() + ")")
                .withDetails(details.stream().limit(MOST_LINES).toList())
                .withFix(
                        compilerErrors
                                ? "correct the source and try again"
                                : "run 'mvn compile' in " + root + " to see all that Maven says");
    }

    private void addError(String text) {
        if (text.isBlank() || NOISE.stream().anyMatch(text::startsWith)) {
            return;
        }
        Matcher compiler = COMPILER.matcher(text);
        if (compiler.matches()) {
            compilerErrors = true;
            Path file = Path.of(compiler.group(1));
            errors.add((file.startsWith(root) ? root.relativize(file) : file) + ":" + compiler.group(2) + ": "
                    + compiler.group(4));
        } else {
            errors.add(text.replaceAll(" -> \\[Help \\d+]$", ""));
        }
    }
}
