package dev.davit.bench.process;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program with its arguments.
 *
 * @param environment in addition to this process's own
 */
public record Program(List<String> words, Path folder, Map<String, String> environment) {
    private static final int SHOWN_LINES = 25;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Running RUNNING = new Running();

    public Program {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    public static Program of(Path folder, String... words) {
        return new Program(List.of(words), folder, Map.of());
    }

    /** A program of this one's own classes, in another folder. */
    public static Program java(Path folder, List<String> options, Class<?> main, String... arguments) {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(path -> Path.of(path).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("--enable-native-access=ALL-UNNAMED");
        words.addAll(options);
        words.addAll(List.of("-cp", classPath, main.getName()));
        words.addAll(List.of(arguments));
        return new Program(words, folder, Map.of());
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
     * @throws InterruptedIOException when the benchmark is being ended, and this is not the thread that clears away
     */
    public Run run() throws IOException {
        Path output = Files.createTempFile("davit-bench", ".out");
        Path errors = Files.createTempFile("davit-bench", ".err");
        try {
            long started = System.nanoTime();
            Process process = RUNNING.begin(() -> start(output.toFile(), errors.toFile()));
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
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            stop(process);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the benchmark was interrupted");
        } finally {
            RUNNING.end(process);
        }
    }

    /** Ends what is run right now, with all that it started. From now on only the calling thread can run anything. */
    static void stopRunning() {
        RUNNING.stop();
    }

    /** The programs that run right now; the lock makes sure that none is begun while they are ended. */
    private static final class Running {
        /** What begins one. */
        @FunctionalInterface
        interface Start {
            Process start() throws IOException;
        }

        private final Set<Process> processes = new HashSet<>();
        private @Nullable Thread ending;

        synchronized Process begin(Start start) throws IOException {
            if (ending != null && ending != Thread.currentThread()) {
                throw new InterruptedIOException("the benchmark was interrupted");
            }
            Process process = start.start();
            processes.add(process);
            return process;
        }

        synchronized void end(Process process) {
            processes.remove(process);
        }

        synchronized void stop() {
            ending = Thread.currentThread();
            processes.forEach(Program::stop);
        }
    }

    private static void stop(Process process) {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroy);
        CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private static String tail(Path file) throws IOException {
        List<String> lines = Files.readString(file).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())) + "\n";
    }
}
