package dev.davit.cli.output;

import dev.davit.cli.output.StepNode.State;
import dev.davit.cli.output.StepNode.StepObserver;
import dev.davit.cli.output.Terminal.Style;
import java.util.ArrayList;
import java.util.List;

/**
 * Progress as a tree that is drawn over again while it changes. Steps that went well fold their children; running and
 * failed ones show them. Drawing is guarded by this object's lock; one daemon thread draws ten times a second.
 */
final class LiveTree implements ProgressDisplay, StepObserver {
    private static final long FRAME_MILLIS = 100;
    private static final int NAME_WIDTH = 22;
    private static final String[] SPINNER = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
    private static final String[] ASCII_SPINNER = {"|", "/", "-", "\\"};

    private final Terminal terminal;
    private final List<StepNode> roots = new ArrayList<>();
    private final Thread drawer = Thread.ofPlatform().daemon().name("progress").unstarted(this::drawFrames);
    private int linesDrawn;
    private int frame;
    private boolean closed;

    LiveTree(Terminal terminal) {
        this.terminal = terminal;
        drawer.start();
    }

    @Override
    public Step begin(String name) {
        StepNode step = new StepNode(name, 0, this);
        synchronized (this) {
            roots.add(step);
        }
        return step;
    }

    @Override
    public void begun(StepNode node) {}

    @Override
    public void ended(StepNode node) {
        if (node.depth() == 0) {
            draw();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            draw();
            closed = true;
        }
        drawer.interrupt();
    }

    private void drawFrames() {
        try {
            while (true) {
                Thread.sleep(FRAME_MILLIS);
                drawNextFrame();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void drawNextFrame() {
        frame++;
        draw();
    }

    private synchronized void draw() {
        if (closed) {
            return;
        }
        List<String> lines = new ArrayList<>();
        roots.forEach(root -> collect(root, lines));
        StringBuilder screen = new StringBuilder();
        if (linesDrawn > 0) {
            screen.append("\u001b[").append(linesDrawn).append("A\r");
        }
        lines.forEach(line -> screen.append(line).append("\u001b[K\n"));
        if (linesDrawn > lines.size()) {
            screen.append("\u001b[J");
        }
        linesDrawn = lines.size();
        terminal.stream().print(screen);
        terminal.stream().flush();
    }

    private void collect(StepNode node, List<String> lines) {
        lines.add(line(node));
        if (node.state() == State.RUNNING || node.state() == State.FAILED) {
            node.children().forEach(child -> collect(child, lines));
        }
    }

    private String line(StepNode node) {
        String indent = " " + "  ".repeat(node.depth());
        String seconds = Tenths.of(node.seconds());
        String time = " ".repeat(Math.max(0, 6 - seconds.length())) + seconds + "s";
        int room = Math.max(20, terminal.columns().orElse(80)) - indent.length() - "x ".length() - time.length() - 1;
        String name = fit(pad(node.name(), NAME_WIDTH - indent.length()), room);
        String text = fit("  " + node.text(), room - name.length());
        return indent + mark(node) + " " + name + terminal.styled(Style.DIM, pad(text, room - name.length()) + time);
    }

    private String mark(StepNode node) {
        String[] spinner = terminal.unicode() ? SPINNER : ASCII_SPINNER;
        return switch (node.state()) {
            case RUNNING -> terminal.styled(Style.WARNING, spinner[frame % spinner.length]);
            case DONE -> terminal.styled(Style.GOOD, terminal.unicode() ? "✔" : "+");
            case SKIPPED -> terminal.styled(Style.DIM, "-");
            case FAILED -> terminal.styled(Style.BAD, terminal.unicode() ? "✘" : "x");
        };
    }

    private static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    private String fit(String text, int room) {
        String shown = text.replaceAll("\\p{Cntrl}", " ");
        if (shown.length() <= room) {
            return shown;
        }
        if (room <= 1) {
            return "";
        }
        return shown.substring(0, room - 1) + (terminal.unicode() ? "…" : "~");
    }
}
