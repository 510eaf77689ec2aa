package dev.davit.image.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Does the same with many things at once, on virtual threads of which none is left when it returns. */
final class Parallel {

    private Parallel() {}

    /** Does something with one of the things. */
    interface Job<T, R> {
        R run(T item) throws IOException;
    }

    /**
     * The results, in the order of the things. The first failure stops everything else and is thrown.
     *
     * @param atOnce how many are worked on at the same time, at most
     */
    static <T, R> List<R> all(int atOnce, Collection<T> items, Job<T, R> job) throws IOException {
        if (items.size() == 1) {
            return List.of(job.run(items.iterator().next()));
        }
        var turns = new Semaphore(atOnce);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ExecutorCompletionService<R>(threads);
            List<Future<R>> futures = new ArrayList<>();
            for (T item : items) {
                futures.add(running.submit(() -> {
                    turns.acquire();
                    try {
                        return job.run(item);
                    } finally {
                        turns.release();
                    }
                }));
            }
            try {
                for (int i = 0; i < futures.size(); i++) {
                    running.take().get();
                }
                return futures.stream().map(Future::resultNow).toList();
            } catch (ExecutionException e) {
                threads.shutdownNow();
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("The transfer was interrupted");
            }
        }
    }
}
