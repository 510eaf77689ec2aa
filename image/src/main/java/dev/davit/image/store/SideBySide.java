package dev.davit.image.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Runs jobs on virtual threads, a few at once. The first failure interrupts the others and comes through as it is. */
final class SideBySide {

    private static final int AT_ONCE = 4;

    private SideBySide() {}

    static <T> void run(List<Callable<T>> jobs) throws IOException {
        var turns = new Semaphore(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ExecutorCompletionService<T>(threads);
            for (Callable<T> job : jobs) {
                results.submit(() -> {
                    turns.acquire();
                    try {
                        return job.call();
                    } finally {
                        turns.release();
                    }
                });
            }
            try {
                for (int i = 0; i < jobs.size(); i++) {
                    results.take().get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                switch (e.getCause()) {
                    case IOException failure -> throw failure;
                    case RuntimeException failure -> throw failure;
                    case null, default -> throw new IllegalStateException(e.getCause());
                }
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while layers were being stored");
            }
        }
    }
}
