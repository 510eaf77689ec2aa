package dev.davit.cli.output;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * One of the two output streams and what it can show.
 *
 * @param columns width of the terminal behind it; empty when it is a pipe or a file
 * @param colour whether colours are wanted
 * @param unicode whether more than ASCII can be shown
 */
public record Terminal(PrintStream stream, Optional<Integer> columns, boolean colour, boolean unicode) {
    /** The standard output, as the launcher describes it in {@code davit.terminal.out}. */
    public static Terminal out(Map<String, String> environment) {
        return of(System.out, "davit.terminal.out", environment);
    }

    /** The standard error stream, as the launcher describes it in {@code davit.terminal.err}. */
    public static Terminal err(Map<String, String> environment) {
        return of(System.err, "davit.terminal.err", environment);
    }

    private static Terminal of(PrintStream stream, String property, Map<String, String> environment) {
        Optional<Integer> columns = Optional.ofNullable(Integer.getInteger(property));
        boolean colour = columns.isPresent()
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
        return new Terminal(stream, columns, colour, stream.charset().equals(StandardCharsets.UTF_8));
    }

    /** Whether lines that were written can be written over. */
    public boolean live() {
        return columns.isPresent();
    }

    /** The stream as picocli wants it. */
    public PrintWriter writer() {
        return new PrintWriter(stream, true, stream.charset());
    }

    /** Writes the stack trace of something that was thrown. */
    public void stackTrace(Throwable thrown) {
        thrown.printStackTrace(stream);
    }

    /** The text in a style, or as it is where colours are not wanted. */
    public String styled(Style style, String text) {
        return colour ? "\u001b[" + style.code + "m" + text + "\u001b[0m" : text;
    }

    /** The meaning of a stretch of text. */
    public enum Style {
        GOOD("32"),
        BAD("31"),
        WARNING("33"),
        DIM("2"),
        STRONG("1");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }
}
