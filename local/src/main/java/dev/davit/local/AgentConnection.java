package dev.davit.local;

import dev.davit.app.Failure;
import dev.davit.local.control.AgentFacts;
import dev.davit.local.control.ControlClient;
import dev.davit.local.control.FailureText;
import dev.davit.local.json.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The way to the agent, which is started when there is none. Safe for use by several threads. */
final class AgentConnection {
    private static final Duration TIME_TO_START = Duration.ofSeconds(20);
    private static final Duration TIME_TO_END = Duration.ofSeconds(15);
    private static final Duration GLANCE = Duration.ofMillis(3);
    private static final int LOG_LINES = 15;

    /** Locks of a file belong to the whole process; between threads this one keeps order. */
    private static final Object STARTING = new Object();

    private final LocalFolders folders;
    private final AgentCommand command;

    AgentConnection(LocalFolders folders, AgentCommand command) {
        this.folders = folders;
        this.command = command;
    }

    /** Sends a request to the agent that is there, or that is started for it. The caller closes the answer. */
    ControlClient send(String method, String target, String content) {
        long deadline = 0;
        while (true) {
            start();
            Optional<ControlClient> answer = trySend(method, target, content);
            if (answer.isPresent()) {
                return answer.get();
            }
            // It was about to end when the request came.
            if (deadline == 0) {
                deadline = System.nanoTime() + TIME_TO_END.toNanos();
            } else if (System.nanoTime() - deadline > 0) {
                throw Failure.of(Failure.Category.FAILED, "the agent does not answer at " + folders.socket())
                        .withFix("look for the reason in " + folders.agentLog());
            }
            pause();
        }
    }

    /** Sends a request unless there is no agent and nothing for one to do; then the answer is empty. */
    Optional<ControlClient> sendIfNeeded(String method, String target) {
        Optional<ControlClient> answer = trySend(method, target, "");
        if (answer.isPresent() || !AgentFactsFile.exists(folders)) {
            return answer;
        }
        return Optional.of(send(method, target, ""));
    }

    /** The process of the agent that is there. */
    Optional<ProcessHandle> process() {
        return AgentFactsFile.read(folders).flatMap(facts -> ProcessHandle.of(facts.pid()));
    }

    /** Returns once the process of an agent that said it would end has ended, or has taken too long. */
    static void awaitEnd(Optional<ProcessHandle> process) {
        long deadline = System.nanoTime() + TIME_TO_END.toNanos();
        // ProcessHandle.onExit looks at a process that is no child three times a second at most.
        while (process.isPresent() && process.get().isAlive() && System.nanoTime() - deadline < 0) {
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(GLANCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Category.FAILED, "interrupted while waiting for the agent");
        }
    }

    private Optional<ControlClient> trySend(String method, String target, String content) {
        try {
            ControlClient answer = ControlClient.send(folders.socket(), method, target, content);
            if (answer.status() == 503) {
                answer.close();
                return Optional.empty();
            }
            if (!answer.header("Davit-Version").equals(command.version())) {
                answer.close();
                throw otherVersion(answer.header("Davit-Version"));
            }
            if (answer.status() == 422) {
                try (answer) {
                    throw Json.read(answer.body().readLine(), FailureText.class).failure();
                }
            }
            if (answer.status() != 200) {
                answer.close();
                throw Failure.of(
                                Failure.Category.FAILED,
                                "the agent answered " + answer.status() + " to " + method + " " + target)
                        .withFix("look for the reason in " + folders.agentLog());
            }
            return Optional.of(answer);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private Failure otherVersion(String version) {
        String pid = pid().map(String::valueOf).orElse("PID");
        return Failure.of(
                        Failure.Category.FAILED,
                        "the agent that runs has version " + version + ", and this is version " + command.version())
                .withFix("restart the agent: kill " + pid + " (its tasks go on, and the next command's agent takes them"
                        + " over)");
    }

    private void start() {
        if (answers()) {
            return;
        }
        folders.create();
        synchronized (STARTING) {
            try (FileChannel channel = FileChannel.open(
                            folders.state().resolve("start.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                startOnceTheLastHasEnded();
            } catch (IOException e) {
                throw Failure.of(Failure.Category.FAILED, "the agent cannot be started: " + e)
                        .causedBy(e);
            }
        }
    }

    /** An agent that ends has deleted its socket, but works on the same files until it gives its lock back. */
    private void startOnceTheLastHasEnded() throws IOException {
        long deadline = System.nanoTime() + TIME_TO_END.toNanos();
        while (!answers()) {
            if (Agent.isFree(folders)) {
                startProcess();
            } else if (System.nanoTime() - deadline > 0) {
                throw Failure.of(
                                Failure.Category.FAILED,
                                "the agent"
                                        + pid().map(pid -> " (pid " + pid + ")").orElse("")
                                        + " neither answers nor has ended within " + TIME_TO_END.toSeconds() + " s")
                        .withFix("try again, or look for the reason in " + folders.agentLog());
            } else {
                pause();
            }
        }
    }

    /** Returns once an agent answers, or another one has come before the one started here. */
    private void startProcess() throws IOException {
        Path log = Agent.prepareLog(folders);
        long before = Files.exists(log) ? Files.size(log) : 0;
        Process process = new ProcessBuilder(detached())
                .directory(folders.state().toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectErrorStream(true)
                .start();
        long deadline = System.nanoTime() + TIME_TO_START.toNanos();
        try {
            while (!answers()) {
                if (process.waitFor(3, TimeUnit.MILLISECONDS)) {
                    // Another one may have been started by hand in the same moment.
                    if (answers() || !Agent.isFree(folders)) {
                        return;
                    }
                    throw notStarted("it ended with exit code " + process.exitValue(), log, before);
                }
                if (System.nanoTime() - deadline > 0) {
                    process.destroyForcibly();
                    throw notStarted("it did not answer within " + TIME_TO_START.toSeconds() + " s", log, before);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Category.FAILED, "interrupted while the agent was starting");
        }
    }

    /** In a session of its own, so that nothing typed into the client's terminal ever reaches it. */
    private List<String> detached() {
        List<String> line = new ArrayList<>();
        Stream.of("/usr/bin/setsid", "/bin/setsid")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .ifPresent(line::add);
        line.addAll(command.line());
        return line;
    }

    private Failure notStarted(String why, Path log, long before) {
        return Failure.of(Failure.Category.FAILED, "the agent could not be started: " + why)
                .withDetails(linesAfter(log, before))
                .withFix("look for the reason in " + log);
    }

    private static List<String> linesAfter(Path log, long before) {
        try {
            byte[] bytes = Files.readAllBytes(log);
            int from = (int) Math.min(before, bytes.length);
            List<String> lines = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
        } catch (IOException _) {
            return List.of();
        }
    }

    private Optional<Long> pid() {
        return AgentFactsFile.read(folders).map(AgentFacts::pid);
    }

    private boolean answers() {
        return ControlClient.canConnect(folders.socket());
    }
}
