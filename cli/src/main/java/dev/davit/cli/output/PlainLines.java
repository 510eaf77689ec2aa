package dev.davit.cli.output;

import dev.davit.cli.output.StepNode.StepObserver;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Progress as timestamped lines: one when a top-level step begins, one when any step ends. */
final class PlainLines implements ProgressDisplay, StepObserver {
    private final Terminal terminal;

    PlainLines(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Step begin(String name) {
        StepNode step = new StepNode(name, 0, this);
        begun(step);
        return step;
    }

    @Override
    public void begun(StepNode node) {
        if (node.depth() == 0) {
            line(node, node.name() + " ...");
        }
    }

    @Override
    public void ended(StepNode node) {
        String outcome = node.text().isEmpty() ? "" : ": " + node.text();
        String word = switch (node.state()) {
            case RUNNING, DONE -> "";
            case SKIPPED -> " skipped";
            case FAILED -> " FAILED";
        };
        line(node, String.format(Locale.ROOT, "%s%s%s (%.1f s)", node.name(), word, outcome, node.seconds()));
    }

    private void line(StepNode node, String text) {
        String time = DateTimeFormatter.ISO_LOCAL_TIME.format(
                LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS));
        terminal.stream().println(time + "  " + "  ".repeat(node.depth()) + text);
    }

    @Override
    public void close() {}
}
