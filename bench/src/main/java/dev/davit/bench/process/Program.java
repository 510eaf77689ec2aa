package dev.davit.bench.process;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program with its arguments.
 *
 * @param environment in addition to this process's own
 */
public record Program(List<String> words, Path folder, Map<String, String> environment) {
    private static final int SHOWN_LINES = 25;
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    public Program {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    public static Program of(Path folder, String... words) {
        return new Program(List.of(words), folder, Map.of());
    }

    /** The words that tell it from others. */
    public String brief() {
        return words.stream()
                .filter(word -> !word.startsWith("-"))
                .limit(3)
                .map(word -> word.substring(word.lastIndexOf('/') + 1))
                .collect(Collectors.joining(" "));
    }

    /** The same program with this variable set. */
    public Program with(String variable, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(variable, value);
        return new Program(words, folder, more);
    }

    /** The same program with these arguments behind its own. */
    public Program and(String... more) {
        return new Program(Stream.concat(words.stream(), Stream.of(more)).toList(), folder, environment);
    }

    /**
     * What a program that succeeded came to.
     *
     * @param seconds from before its start until after its end
     */
    public record Run(double seconds, String output, String errors) {}

    /**
     * Runs the program to its end.
     *
     * @throws ProgramException when it cannot be started or fails
     */
    public Run run() throws IOException {
        Path output = Files.createTempFile("davit-bench", ".out");
        Path errors = Files.createTempFile("davit-bench", ".err");
        try {
            long started = System.nanoTime();
            Process process = start(output.toFile(), errors.toFile());
            int status = waitFor(process);
            double seconds = (System.nanoTime() - started) / 1e9;
            if (status != 0) {
                throw new ProgramException(String.join(" ", words) + " ended with " + status + " in " + folder + ":\n"
                        + tail(output) + tail(errors));
            }
            return new Run(seconds, Files.readString(output), Files.readString(errors));
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }

    /** Starts the program, with both outputs into one file; whoever starts it ends it. */
    public Process start(Path log) throws IOException {
        return start(log.toFile(), log.toFile());
    }

    private Process start(File output, File errors) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(output);
        if (output.equals(errors)) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(errors);
        }
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new ProgramException("cannot start " + words.getFirst() + ": " + e.getMessage());
        }
    }

    private static int waitFor(Process process) throws IOException {
        RUNNING.add(process);
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            stop(process);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the benchmark was interrupted");
        } finally {
            RUNNING.remove(process);
        }
    }

    /** Ends what is run right now, with all that it started. */
    static void stopRunning() {
        RUNNING.forEach(Program::stop);
    }

    private static void stop(Process process) {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroy);
    }

    private static String tail(Path file) throws IOException {
        List<String> lines = Files.readString(file).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())) + "\n";
    }
}
