package dev.davit.local.log;

import dev.davit.app.LogLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The logs of several tasks as one. */
public final class MergedLog {
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final TaskLogs logs;

    public MergedLog(TaskLogs logs) {
        this.logs = logs;
    }

    /** A task whose log is wanted. */
    public record Source(String task, int release) {}

    private record Dated(long time, LogLine line) {}

    /**
     * Hands over the last lines of all sources together, in the order in which they were written.
     *
     * @return up to where each source was read
     */
    private Map<Source, Long> last(List<Source> sources, int count, Consumer<LogLine> sink) {
        Map<Source, Long> ends = new LinkedHashMap<>();
        List<Dated> lines = new ArrayList<>();
        for (Source source : sources) {
            LogFile log = logs.log(source.task());
            long end = log.end();
            ends.put(source, end);
            for (LogFile.Line line : log.last(count, end)) {
                lines.add(new Dated(line.time(), new LogLine(source.task(), source.release(), line.text())));
            }
        }
        lines.sort(Comparator.comparingLong(Dated::time));
        lines.subList(Math.max(0, lines.size() - count), lines.size()).forEach(dated -> sink.accept(dated.line()));
        return ends;
    }

    public void print(List<Source> sources, int count, Consumer<LogLine> sink) {
        last(sources, count, sink);
    }

    /**
     * Goes on with new lines, of new sources too, until this thread is interrupted, the sink throws, or there is no more
     * to come.
     */
    public void follow(
            Supplier<List<Source>> sources, int count, Consumer<LogLine> sink, Runnable idle, BooleanSupplier mayCome)
            throws InterruptedException {
        Map<Source, LogFile.Cursor> cursors = new LinkedHashMap<>();
        Set<Source> old = new HashSet<>();
        last(sources.get(), count, sink).forEach((source, end) -> {
            old.add(source);
            cursors.put(source, logs.log(source.task()).from(end));
        });
        boolean last = false;
        while (!last) {
            last = !mayCome.getAsBoolean();
            for (Source source : sources.get()) {
                if (old.add(source)) {
                    cursors.put(source, logs.log(source.task()).from(0));
                }
            }
            boolean quiet = true;
            for (Map.Entry<Source, LogFile.Cursor> entry : cursors.entrySet()) {
                Source source = entry.getKey();
                List<LogFile.Line> lines =
                        last ? entry.getValue().rest() : entry.getValue().next();
                lines.forEach(line -> sink.accept(new LogLine(source.task(), source.release(), line.text())));
                quiet &= lines.isEmpty();
            }
            if (quiet) {
                idle.run();
            }
            Thread.sleep(GLANCE);
        }
    }
}
