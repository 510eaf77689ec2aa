package dev.davit.bench.measure;

import java.util.List;

/**
 * One thing, measured several times.
 *
 * @param group what was done, such as {@code nothing changed}
 * @param name with what, such as {@code jib}
 * @param unit such as {@code s}
 * @param samples in the order they were taken, never empty
 */
public record Series(String group, String name, String unit, List<Double> samples) {
    public Series {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured: " + group + ", " + name);
        }
    }

    public static Series of(String group, String name, String unit, double sample) {
        return new Series(group, name, unit, List.of(sample));
    }

    /** The one in the middle; of an even number, the mean of the two there. */
    public double median() {
        List<Double> sorted = samples.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    public double least() {
        return samples.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    public double most() {
        return samples.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
