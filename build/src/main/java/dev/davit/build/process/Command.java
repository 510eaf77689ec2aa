package dev.davit.build.process;

import dev.davit.app.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program with its arguments, run to its end with no input. It never outlives what it was run for: it is killed, with
 * all that it started, when the thread that waits for it is interrupted and when this process ends.
 */
public record Command(List<String> words, Path folder, Map<String, String> environment) {
    private static final int KEPT_LINES = 100_000;

    public Command {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /**
     * What a program left behind.
     *
     * @param lines what it wrote to its output and its errors, as they came
     */
    public record Result(int exitCode, List<String> lines) {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    public Result run() throws IOException {
        return run(_ -> {});
    }

    /**
     * Runs the program and hands over each line when it comes.
     *
     * @throws IOException when the program cannot be started
     * @throws Failure when the thread is interrupted, whose mark it keeps
     */
    public Result run(Consumer<String> eachLine) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        Thread killer = Thread.ofPlatform().unstarted(() -> kill(process));
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            process.getOutputStream().close();
            List<String> lines = new ArrayList<>();
            Thread reader = Thread.ofVirtual().start(() -> read(process, lines, eachLine));
            int exitCode = process.waitFor();
            reader.join();
            return new Result(exitCode, List.copyOf(lines));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Category.BUILD, words.getFirst() + " was interrupted")
                    .causedBy(e);
        } finally {
            kill(process);
            forget(killer);
        }
    }

    private static void read(Process process, List<String> lines, Consumer<String> eachLine) {
        try (BufferedReader reader = process.inputReader(Charset.defaultCharset())) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (lines.size() < KEPT_LINES) {
                    lines.add(line);
                }
                eachLine.accept(line);
            }
        } catch (IOException e) {
            // The program was killed; its exit code tells.
        }
    }

    private static void kill(Process process) {
        if (process.isAlive()) {
            List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
            all.add(process.toHandle());
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(handle -> handle.onExit()
                    .completeOnTimeout(handle, 5, TimeUnit.SECONDS)
                    .join());
        }
    }

    private static void forget(Thread killer) {
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (IllegalStateException e) {
            // This process ends already, and the hook with it.
        }
    }
}
