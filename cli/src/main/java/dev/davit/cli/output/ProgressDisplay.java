package dev.davit.cli.output;

import dev.davit.app.Progress;

/** Progress that somebody sees; closed before anything else is written to the same terminal. */
public interface ProgressDisplay extends Progress, AutoCloseable {
    /** Shows the last state of every step; nothing is shown afterwards. */
    @Override
    void close();

    /** For {@code --quiet}. */
    static ProgressDisplay silent() {
        return new ProgressDisplay() {
            @Override
            public Step begin(String name) {
                return Progress.NONE.begin(name);
            }

            @Override
            public void close() {}
        };
    }

    /** A live tree on a terminal, plain lines elsewhere and in CI. */
    static ProgressDisplay on(Terminal terminal, boolean ci) {
        return terminal.live() && !ci ? new LiveTree(terminal) : new PlainLines(terminal);
    }
}
