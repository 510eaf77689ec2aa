package dev.davit.cli.command;

import dev.davit.app.LogLine;
import dev.davit.app.LogQuery;
import dev.davit.cli.output.Terminal;
import dev.davit.cli.output.Terminal.Style;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code davit logs}. */
@Command(name = "logs", description = "Show what the tasks of a service wrote.")
final class Logs implements Callable<Integer> {
    /** What a shell reports for a program that SIGPIPE ended. */
    private static final int ENDED_BY_PIPE = 141;

    @Mixin
    private CommonOptions.WithLongFile options;

    @Mixin
    private ServiceParameter service;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with new lines as they come.")
    private boolean follow;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "LINES",
            defaultValue = "100",
            description = "Begin with the last LINES lines (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Option(names = "--task", paramLabel = "ID", description = "Only the lines of this task.")
    private @Nullable String task;

    @Override
    public Integer call() {
        Davit davit = options.davit();
        LogQuery query = new LogQuery(davit.service(service.name), Optional.ofNullable(task), lines, follow);
        try {
            davit.session.localPlatform().logs(query, line -> {
                print(line, davit);
                if (davit.session.out().stream().checkError()) {
                    throw new NobodyReadsException();
                }
            });
            return 0;
        } catch (NobodyReadsException _) {
            return ENDED_BY_PIPE;
        }
    }

    /** What was reading the standard output, such as {@code head}, has ended. */
    private static final class NobodyReadsException extends RuntimeException {}

    static void print(LogLine line, Davit davit) {
        Terminal out = davit.session.out();
        out.stream()
                .println(
                        switch (davit.output) {
                            case TEXT ->
                                out.styled(Style.DIM, "v" + line.release() + " " + line.task() + " | ") + line.text();
                            case JSON ->
                                Json.line(Json.object()
                                        .put("task", line.task())
                                        .put("release", line.release())
                                        .put("text", line.text()));
                        });
    }
}
