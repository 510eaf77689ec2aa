package dev.davit.build.aot;

import dev.davit.app.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs programs in a root file system of their own, read-only but for {@code /tmp}, in Linux namespaces made by
 * {@code unshare}: they see no other process, and of the network nothing but a loopback interface of their own. What is
 * mounted lives and dies with them. As root they run as the image's user; else in a user namespace.
 *
 * @param root the root file system
 * @param tmp the folder that they have as {@code /tmp}
 * @param id numbers of user and group, as {@code 65532:65532}
 */
record Sandbox(Path root, Path tmp, String workingFolder, String id) {
    private static final int KEPT_LINES = 200;
    private static final Duration WRAP_UP = Duration.ofSeconds(5);
    private static final int POLL_MILLIS = 100;
    private static final String READY = ".davit-ready";
    /**
     * The shell stays the first process, as the user that it is: a change of user would make the kernel forget that the
     * process is to die with its parent. Its input ends with the process that started it, however that one ends; then the
     * shell ends the program, and the kernel all that is left with the shell.
     */
    private static final String PREPARE = """
            set -e
            root=$1 tmp=$2
            shift 2
            @mount@ --bind "$root" "$root"
            @mount@ -o remount,bind,ro "$root" 2>/dev/null || @mount@ -o remount,bind,ro,nosuid,nodev "$root"
            @mount@ -t proc -o nosuid,nodev,noexec proc "$root/proc"
            @mount@ --bind "$tmp" "$root/tmp"
            @mount@ -t tmpfs -o mode=755,nosuid,size=1m tmpfs "$root/dev"
            for name in null zero full random urandom; do
                : >"$root/dev/$name"
                @mount@ --bind "/dev/$name" "$root/dev/$name"
            done
            @ip@ link set lo up
            exec 3<&0
            : >"$tmp/.davit-ready"
            "$@" </dev/null 3<&- &
            program=$!
            { read -r _ <&3 || kill -9 "$program"; } &
            wait "$program" 2>/dev/null || exit $?
            """;

    /**
     * How a program ended.
     *
     * @param refused why it could not be started in here; nothing when it was
     * @param killed whether it was, since it did not end in time or was of no more use
     * @param lines the last ones it wrote to its output and its errors
     */
    record Outcome(Optional<String> refused, boolean killed, int exitCode, List<String> lines) {}

    /**
     * Runs a program to its end. It never outlives the thread that waits for it, nor this process.
     *
     * @param hopeless asked now and then: whether it is to be killed before its time is over
     * @throws Failure when the thread is interrupted, whose mark it keeps
     */
    Outcome run(List<String> command, Map<String, String> environment, Duration most, BooleanSupplier hopeless)
            throws IOException {
        Optional<String> missing = Tools.missing();
        if (missing.isPresent()) {
            return refused("the program '" + missing.get() + "' is not installed");
        }
        Files.deleteIfExists(tmp.resolve(READY));
        ProcessBuilder builder = new ProcessBuilder(line(command)).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        // For the programs that prepare it. What the image says prevails.
        builder.environment().putIfAbsent("PATH", "/");
        Process process = builder.start();
        Thread killer = Thread.ofPlatform().unstarted(() -> kill(process));
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            Deque<String> lines = new ArrayDeque<>();
            Thread reader = Thread.ofVirtual().start(() -> read(process, lines));
            long start = System.nanoTime();
            boolean ended;
            do {
                ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } while (!ended && System.nanoTime() - start < most.toNanos() && !hopeless.getAsBoolean());
            kill(process);
            reader.join(WRAP_UP);
            if (!Files.exists(tmp.resolve(READY))) {
                synchronized (lines) {
                    return refused(lines.isEmpty() ? "it did not get ready in time" : lines.getLast());
                }
            }
            synchronized (lines) {
                return new Outcome(Optional.empty(), !ended, process.exitValue(), List.copyOf(lines));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Category.BUILD, "the training of the AOT cache was interrupted")
                    .causedBy(e);
        } finally {
            kill(process);
            forget(killer);
        }
    }

    private static Outcome refused(String why) {
        return new Outcome(Optional.of(why), false, -1, List.of());
    }

    private List<String> line(List<String> command) {
        List<String> line = new ArrayList<>();
        boolean asRoot = "root".equals(System.getProperty("user.name"));
        line.addAll(List.of(Tools.path("unshare"), "--mount", "--pid", "--net", "--ipc", "--fork", "--kill-child"));
        if (!asRoot) {
            line.add("--map-root-user");
        }
        line.addAll(List.of(Tools.path("sh"), "-c", Tools.fillIn(PREPARE), "sh", root.toString(), tmp.toString()));
        line.addAll(List.of(Tools.path("setpriv"), "--no-new-privs"));
        if (asRoot) {
            line.addAll(List.of("--inh-caps", "-all", "--bounding-set", "-all,+sys_chroot,+setuid,+setgid"));
        }
        line.addAll(List.of(Tools.path("unshare"), "--root=" + root, "--wd=" + workingFolder));
        if (asRoot) {
            String[] ids = id.split(":", -1);
            line.addAll(List.of("--setgid=" + ids[ids.length - 1], "--setuid=" + ids[0]));
        }
        line.addAll(command);
        return line;
    }

    private static void read(Process process, Deque<String> lines) {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    if (lines.size() == KEPT_LINES) {
                        lines.removeFirst();
                    }
                    lines.addLast(line);
                }
            }
        } catch (IOException e) {
            // It was killed.
        }
    }

    /** The first process of the namespaces is killed with {@code unshare}, and all others with that one. */
    private static void kill(Process process) {
        if (process.isAlive()) {
            process.destroyForcibly()
                    .onExit()
                    .completeOnTimeout(process, 5, TimeUnit.SECONDS)
                    .join();
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
