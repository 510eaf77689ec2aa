package dev.davit.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report as Markdown, which reads well on a terminal too. */
public final class TextReport {
    private TextReport() {}

    public static String render(Report report) {
        Machine machine = report.machine();
        StringBuilder text = new StringBuilder();
        text.append("# ").append(report.title()).append("\n\n");
        text.append(String.format(
                Locale.ROOT,
                "%s, %d x %s, load %.2f before the start%n",
                machine.time().toString().substring(0, 16),
                machine.processors(),
                machine.processor(),
                machine.load()));
        text.append(machine.tools().entrySet().stream()
                        .map(tool -> tool.getKey() + " " + tool.getValue())
                        .collect(Collectors.joining(", ")))
                .append("\n\n");
        List<List<String>> rows = new ArrayList<>();
        for (Series series : report.series()) {
            rows.add(List.of(
                    series.group(), series.name(), number(series.median()) + " " + series.unit(), range(series)));
        }
        text.append(table(List.of("what", "with", "median", "from - to"), rows)).append('\n');
        rows.clear();
        for (Ratio ratio : report.ratios()) {
            rows.add(List.of(
                    ratio.what(),
                    ratio.against(),
                    number(ratio.value()) + " x",
                    number(ratio.target()) + " x",
                    ratio.reached() ? "reached" : "NOT reached"));
        }
        text.append(table(List.of("what", "against", "ratio", "wanted", ""), rows))
                .append('\n');
        report.notes().forEach(note -> text.append("- ").append(note).append('\n'));
        return text.toString();
    }

    private static String range(Series series) {
        return series.samples().size() == 1
                ? ""
                : number(series.least()) + " - " + number(series.most()) + " ("
                        + series.samples().size() + ")";
    }

    /** Three digits that count, which is more than these measurements repeat. */
    static String number(double value) {
        int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    static String table(List<String> head, List<List<String>> rows) {
        int[] widths = new int[head.size()];
        for (int column = 0; column < widths.length; column++) {
            int at = column;
            widths[at] = Math.max(
                    head.get(at).length(),
                    rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0));
        }
        StringBuilder text = new StringBuilder();
        line(head, widths, text);
        for (int width : widths) {
            text.append('|').append("-".repeat(width + 2));
        }
        text.append("|\n");
        rows.forEach(row -> line(row, widths, text));
        return text.toString();
    }

    private static void line(List<String> cells, int[] widths, StringBuilder text) {
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            text.append("| ").append(cell).append(" ".repeat(widths[column] - cell.length() + 1));
        }
        text.append("|\n");
    }
}
