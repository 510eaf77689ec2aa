package dev.davit.local.process;

import dev.davit.local.runtime.Exit;
import dev.davit.local.runtime.RunningTask;
import dev.davit.local.runtime.TaskHandle;
import dev.davit.local.runtime.TaskSpec;
import dev.davit.local.runtime.TaskStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A task whose first process, the supervisor, ends last and takes everything else with it. A virtual thread waits for
 * that end.
 */
final class ProcessTask implements RunningTask {
    private static final Duration TIME_TO_BEGIN = Duration.ofSeconds(10);
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final TaskHandle handle;
    private final long supervisor;
    private final long pid;
    private final Tools tools;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    private ProcessTask(TaskHandle handle, long supervisor, long pid, Tools tools) {
        this.handle = handle;
        this.supervisor = supervisor;
        this.pid = pid;
        this.tools = tools;
    }

    /** Returns once the application's own process is there, or has been. */
    static ProcessTask started(Process process, TaskSpec spec, int port, Tools tools, Runnable ended)
            throws TaskStartException {
        String start = ProcFs.startOf(process.pid()).orElse("");
        Path pidFile = spec.folder().resolve("pid");
        long deadline = System.nanoTime() + TIME_TO_BEGIN.toNanos();
        OptionalLong pid = readNumber(pidFile);
        try {
            while (pid.isEmpty() && !process.waitFor(2, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - deadline > 0) {
                    kill(process.pid(), tools);
                    throw new TaskStartException("the task's first process did not start the application within "
                            + TIME_TO_BEGIN.toSeconds() + " s");
                }
                pid = readNumber(pidFile);
            }
        } catch (InterruptedException e) {
            kill(process.pid(), tools);
            Thread.currentThread().interrupt();
            throw new TaskStartException("interrupted", e);
        }
        long application = pid.orElse(process.pid());
        TaskHandle handle = new TaskHandle(
                ProcessRuntime.NAME,
                "127.0.0.1",
                port,
                Map.of(
                        "supervisor", Long.toString(process.pid()),
                        "start", start,
                        "pid", Long.toString(application)));
        ProcessTask task = new ProcessTask(handle, process.pid(), application, tools);
        Thread.ofVirtual().name("task-" + spec.id() + "-exit").start(() -> {
            int status = awaitEnd(process);
            ended.run();
            task.exit.complete(exitOf(spec).orElseGet(() -> Exit.of(status)));
        });
        return task;
    }

    static Optional<RunningTask> adopted(TaskSpec spec, TaskHandle handle, Tools tools, Runnable ended) {
        long supervisor = Long.parseLong(handle.value("supervisor").orElse("-1"));
        String start = handle.value("start").orElse("");
        if (start.isEmpty() || !ProcFs.runs(supervisor, start)) {
            return Optional.empty();
        }
        long pid = Long.parseLong(handle.value("pid").orElse("-1"));
        ProcessTask task = new ProcessTask(handle, supervisor, pid, tools);
        Thread.ofVirtual().name("task-" + spec.id() + "-exit").start(() -> {
            // No child of this process: it can only be looked at.
            while (ProcFs.runs(supervisor, start)) {
                pause();
            }
            ended.run();
            task.exit.complete(exitOf(spec).orElse(Exit.UNSEEN));
        });
        return Optional.of(task);
    }

    @Override
    public TaskHandle handle() {
        return handle;
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.of(pid);
    }

    @Override
    public Optional<String> containerId() {
        return Optional.empty();
    }

    @Override
    public void onExit(Consumer<Exit> listener) {
        var _ = exit.thenAccept(listener);
    }

    @Override
    public void stop(Duration grace) {
        if (!exit.isDone()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
        if (!endsWithin(grace)) {
            kill(supervisor, tools);
            endsWithin(Duration.ofSeconds(5));
        }
    }

    @Override
    public Set<Integer> listeningPorts() {
        return ProcFs.portsOf(pid);
    }

    /** In namespaces everything goes with the supervisor; without, with its process group. */
    static void kill(long supervisor, Tools tools) {
        try {
            new ProcessBuilder(tools.path("kill"), "-KILL", "--", "-" + supervisor)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException _) {
            // the next line does what can still be done
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        ProcessHandle.of(supervisor).ifPresent(ProcessHandle::destroyForcibly);
    }

    private boolean endsWithin(Duration time) {
        try {
            exit.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int awaitEnd(Process process) {
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException _) {
                // this thread has nothing else to do
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(GLANCE);
        } catch (InterruptedException _) {
            // this thread has nothing else to do
        }
    }

    private static Optional<Exit> exitOf(TaskSpec spec) {
        OptionalLong status = readNumber(spec.folder().resolve("exit"));
        return status.isEmpty()
                ? Optional.empty()
                : Optional.of(new Exit(OptionalInt.of((int) status.getAsLong()), false));
    }

    private static OptionalLong readNumber(Path file) {
        try {
            String text = Files.readString(file);
            return text.endsWith("\n") ? OptionalLong.of(Long.parseLong(text.strip())) : OptionalLong.empty();
        } catch (IOException | NumberFormatException _) {
            return OptionalLong.empty();
        }
    }
}
