package dev.davit.local.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Frame;
import dev.davit.local.files.PrivateFiles;
import dev.davit.local.process.ProcFs;
import dev.davit.local.runtime.Exit;
import dev.davit.local.runtime.RunningTask;
import dev.davit.local.runtime.TaskHandle;
import dev.davit.local.runtime.TaskSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container. A virtual thread follows its output into the task's log, waits for its end, and then removes it. After a
 * restart of the agent, or of the daemon, the log is written anew from what the daemon has kept, so that nothing is lost and nothing comes
 * twice.
 */
final class DockerTask implements RunningTask {
    private static final Logger LOG = LoggerFactory.getLogger(DockerTask.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final DockerClient client;
    private final TaskHandle handle;
    private final String container;
    private final long init;
    private volatile OptionalLong application = OptionalLong.empty();

    /** Asked for again when the daemon comes back. */
    private volatile boolean stopAsked;

    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    DockerTask(DockerClient client, TaskSpec spec, TaskHandle handle, long init, boolean adopted) {
        this.client = client;
        this.handle = handle;
        this.container = handle.value("container").orElseThrow();
        this.init = init;
        Thread.ofVirtual().name("task-" + spec.id() + "-container").start(() -> live(spec, adopted));
    }

    /** What went wrong, without the parts of a stack trace that docker-java's messages are made of. */
    static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
        String message = String.valueOf(cause.getMessage()).strip();
        int json = message.indexOf("{\"message\":\"");
        return json < 0 ? message : message.substring(json + 12).replaceAll("\"}.*", "");
    }

    @Override
    public TaskHandle handle() {
        return handle;
    }

    @Override
    public OptionalLong pid() {
        if (application.isEmpty() && init != 0) {
            application = ProcFs.childOfInit(init);
        }
        return application.isPresent() || init == 0 ? application : OptionalLong.of(init);
    }

    @Override
    public Optional<String> containerId() {
        return Optional.of(container);
    }

    @Override
    public void onExit(Consumer<Exit> listener) {
        var _ = exit.thenAccept(listener);
    }

    @Override
    public void stop(Duration grace) {
        stopAsked = true;
        try {
            client.stopContainerCmd(container)
                    .withTimeout((int) grace.toSeconds())
                    .exec();
        } catch (NotModifiedException | NotFoundException _) {
            // ended by itself
        } catch (RuntimeException e) {
            LOG.warn("container {} could not be stopped: {}", container, reason(e));
        }
        try {
            exit.get(LAST_WORDS.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("container {} was not seen to end: {}", container, e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Set<Integer> listeningPorts() {
        return init == 0 ? Set.of() : ProcFs.portsOf(init);
    }

    private void live(TaskSpec spec, boolean adopted) {
        Exit seen = Exit.UNSEEN;
        try {
            seen = awaitEnd(spec, adopted);
            remove();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            exit.complete(seen);
        }
    }

    /**
     * A stream breaks when the daemon is restarted, which says nothing about the container: only that it does not run, or
     * is not there, is its end. Until the daemon answers, nothing is known.
     */
    private Exit awaitEnd(TaskSpec spec, boolean adopted) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        boolean anew = adopted;
        while (true) {
            long began = System.nanoTime();
            try {
                follow(spec, anew);
            } catch (RuntimeException e) {
                LOG.warn("container {} is out of sight, asking for it again: {}", container, reason(e));
            }
            if (System.nanoTime() - began > LONGEST_PAUSE.toNanos()) {
                pause = FIRST_PAUSE;
            }
            Optional<Exit> end = look();
            if (end.isPresent()) {
                return end.get();
            }
            anew = true;
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Returns when the daemon says that the container has ended; throws when it says no more. */
    private void follow(TaskSpec spec, boolean anew) throws InterruptedException {
        if (stopAsked) {
            client.stopContainerCmd(container).exec();
        }
        try (LogWriter log = new LogWriter(spec, anew)) {
            client.logContainerCmd(container)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withFollowStream(true)
                    .exec(log);
            client.waitContainerCmd(container)
                    .exec(new WaitContainerResultCallback())
                    .awaitStatusCode();
            log.awaitCompletion(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** How the container ended; empty while it runs, or while the daemon does not say. */
    private Optional<Exit> look() {
        try {
            var state = client.inspectContainerCmd(container).exec().getState();
            if (Boolean.TRUE.equals(state.getRunning())) {
                return Optional.empty();
            }
            Long status = state.getExitCodeLong();
            return Optional.of(new Exit(
                    status == null ? OptionalInt.empty() : OptionalInt.of(status.intValue()),
                    Boolean.TRUE.equals(state.getOOMKilled())));
        } catch (NotFoundException _) {
            return Optional.of(Exit.UNSEEN);
        } catch (RuntimeException e) {
            LOG.debug("container {} cannot be asked for", container, e);
            return Optional.empty();
        }
    }

    private void remove() {
        try {
            client.removeContainerCmd(container)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (RuntimeException e) {
            LOG.info("container {} stays: {}", container, reason(e));
        }
    }

    /** Writes the container's output to the task's log. */
    private static final class LogWriter extends ResultCallback.Adapter<Frame> {
        private final OutputStream out;

        LogWriter(TaskSpec spec, boolean anew) {
            try {
                PrivateFiles.create(spec.log());
                if (anew) {
                    Files.deleteIfExists(spec.folder().resolve("log.times"));
                }
                out = Files.newOutputStream(
                        spec.log(), anew ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void onNext(Frame frame) {
            try {
                out.write(frame.getPayload());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void onComplete() {
            closeLog();
            super.onComplete();
        }

        @Override
        public void onError(Throwable failure) {
            closeLog();
            super.onError(failure);
        }

        /** Nothing is written after that, so that a later one may begin anew. */
        @Override
        public void close() {
            try {
                super.close();
            } catch (IOException e) {
                LOG.debug("the stream of a log could not be closed", e);
            }
            closeLog();
        }

        private void closeLog() {
            try {
                out.close();
            } catch (IOException e) {
                LOG.warn("a log could not be closed: {}", e.toString());
            }
        }
    }
}
