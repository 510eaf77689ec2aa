package dev.davit.bench.measure;

import java.util.ArrayList;
import java.util.List;

/** What a benchmark found, as far as it has come. For one thread at a time. */
public final class Report {
    private final String title;
    private final Machine machine;
    private final List<Series> series = new ArrayList<>();
    private final List<Ratio> ratios = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    public Report(String title, Machine machine) {
        this.title = title;
        this.machine = machine;
    }

    public void add(Series measured) {
        series.add(measured);
    }

    public void add(Ratio ratio) {
        ratios.add(ratio);
    }

    /** Adds a sentence on what was done, or why something was not. */
    public void note(String sentence) {
        notes.add(sentence);
    }

    public String title() {
        return title;
    }

    public Machine machine() {
        return machine;
    }

    public List<Series> series() {
        return List.copyOf(series);
    }

    public List<Ratio> ratios() {
        return List.copyOf(ratios);
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }
}
