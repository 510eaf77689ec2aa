package dev.davit.build.java;

import dev.davit.app.Failure;
import dev.davit.app.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs tasks at the same time, each on a virtual thread of its own. The first to fail interrupts the others. */
final class SideBySide {
    private SideBySide() {}

    static Map<String, dev.davit.build.layer.LayerCache.Made> run(
            Map<String, Callable<dev.davit.build.layer.LayerCache.Made>> tasks, Progress progress) throws IOException {
        List<Callable<dev.davit.build.layer.LayerCache.Made>> steps = new ArrayList<>();
        tasks.forEach((name, task) -> steps.add(() -> {
            try (Progress.Step step = progress.begin(name)) {
                var made = task.call();
                if (made.fresh()) {
                    step.done("");
                } else {
                    step.skipped("unchanged");
                }
                return made;
            }
        }));
        List<dev.davit.build.layer.LayerCache.Made> results = run(steps);
        Map<String, dev.davit.build.layer.LayerCache.Made> byName = new LinkedHashMap<>();
        int next = 0;
        for (String name : tasks.keySet()) {
            byName.put(name, results.get(next++));
        }
        return byName;
    }

    /** The results of tasks, in their order. */
    static <T> List<T> run(List<Callable<T>> tasks) throws IOException {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<T>> futures = tasks.stream().map(threads::submit).toList();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Category.BUILD, "the build was interrupted")
                    .causedBy(e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Failure failure -> throw failure;
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        } finally {
            threads.shutdownNow();
            threads.close();
        }
    }
}
