package dev.davit.local.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.DockerException;
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
 * restart of the agent the log is written anew from what the daemon has kept, so that nothing is lost and nothing comes
 * twice.
 */
final class DockerTask implements RunningTask {
    private static final Logger LOG = LoggerFactory.getLogger(DockerTask.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final DockerClient client;
    private final TaskHandle handle;
    private final String container;
    private final long pid;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    DockerTask(DockerClient client, TaskSpec spec, TaskHandle handle, long pid, boolean adopted) {
        this.client = client;
        this.handle = handle;
        this.container = handle.value("container").orElseThrow();
        this.pid = pid;
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
        return pid == 0 ? OptionalLong.empty() : OptionalLong.of(pid);
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
        try {
            client.stopContainerCmd(container)
                    .withTimeout((int) grace.toSeconds())
                    .exec();
        } catch (NotModifiedException | NotFoundException _) {
            // ended by itself
        } catch (DockerException e) {
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
        return pid == 0 ? Set.of() : ProcFs.portsOf(pid);
    }

    private void live(TaskSpec spec, boolean adopted) {
        LogWriter log = new LogWriter(spec, adopted);
        try {
            client.logContainerCmd(container)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withFollowStream(true)
                    .exec(log);
            int status = waitForEnd();
            log.awaitCompletion(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
            Exit seen = exit(status);
            remove();
            exit.complete(seen);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (DockerException | IllegalStateException e) {
            LOG.warn("container {} is lost: {}", container, reason(e));
        } finally {
            exit.complete(Exit.UNSEEN);
        }
    }

    private int waitForEnd() {
        return client.waitContainerCmd(container)
                .exec(new WaitContainerResultCallback())
                .awaitStatusCode();
    }

    private Exit exit(int status) {
        InspectContainerResponse container =
                client.inspectContainerCmd(this.container).exec();
        return new Exit(
                OptionalInt.of(status), Boolean.TRUE.equals(container.getState().getOOMKilled()));
    }

    private void remove() {
        try {
            client.removeContainerCmd(container)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (DockerException e) {
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

        private void closeLog() {
            try {
                out.close();
            } catch (IOException e) {
                LOG.warn("a log could not be closed: {}", e.toString());
            }
        }
    }
}
