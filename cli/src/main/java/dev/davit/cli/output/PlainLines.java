package dev.davit.cli.output;

import dev.davit.cli.output.StepNode.StepObserver;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.TimeZone;

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
        line(node, node.name() + word + outcome + " (" + Tenths.of(node.seconds()) + " s)");
    }

    private void line(StepNode node, String text) {
        long now = System.currentTimeMillis();
        // A ZoneId would have every jar of the class path searched for more time zones.
        ZoneOffset offset = ZoneOffset.ofTotalSeconds(TimeZone.getDefault().getOffset(now) / 1000);
        String time = DateTimeFormatter.ISO_LOCAL_TIME.format(
                Instant.ofEpochMilli(now).atOffset(offset).truncatedTo(ChronoUnit.SECONDS));
        terminal.stream().println(time + "  " + "  ".repeat(node.depth()) + text);
    }

    @Override
    public void close() {}
}
