package dev.davit.bench.process;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be undone at the end, last first, also when the benchmark is interrupted. Safe for use by several threads;
 * a step that fails does not keep the others from being taken.
 */
public final class CleanUp implements AutoCloseable {
    /** One step. */
    @FunctionalInterface
    public interface Step {
        void run() throws Exception;
    }

    private final Deque<Step> steps = new ArrayDeque<>();

    public CleanUp() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            Program.stopRunning();
            close();
        }));
    }

    /** Adds a step. */
    public synchronized void add(Step step) {
        steps.push(step);
    }

    @Override
    public synchronized void close() {
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (Exception e) {
                System.err.println("bench: could not clear away: " + e.getMessage());
            }
        }
    }
}
