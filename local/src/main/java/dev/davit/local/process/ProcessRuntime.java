package dev.davit.local.process;

import dev.davit.app.Release;
import dev.davit.image.ContainerConfig;
import dev.davit.image.Digest;
import dev.davit.image.store.ImageStore;
import dev.davit.local.files.PrivateFiles;
import dev.davit.local.runtime.RunningTask;
import dev.davit.local.runtime.TaskHandle;
import dev.davit.local.runtime.TaskRuntime;
import dev.davit.local.runtime.TaskSpec;
import dev.davit.local.runtime.TaskStartException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks as processes of this machine; see the package. */
public final class ProcessRuntime implements TaskRuntime {
    public static final String NAME = "process";

    private static final Logger LOG = LoggerFactory.getLogger(ProcessRuntime.class);

    private final RootFolders roots;
    private final Path script;
    private final Tools tools;
    private final LoopbackPorts ports = new LoopbackPorts();
    private final Set<String> own = ConcurrentHashMap.newKeySet();
    private final Object probing = new Object();
    private volatile Optional<Isolation> isolation;

    /**
     * @param folder for unpacked images, this runtime's own
     */
    public ProcessRuntime(ImageStore store, Path folder) {
        this(store, folder, Optional.empty());
    }

    ProcessRuntime(ImageStore store, Path folder, Optional<Isolation> isolation) {
        this.roots = new RootFolders(store, folder.resolve("roots"));
        this.script = folder.resolve("init.sh");
        this.tools = Tools.find(Optional.ofNullable(System.getenv("PATH")));
        this.isolation = isolation;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> whyUnusable() {
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return Optional.of("it needs Linux's /proc");
        }
        return tools.missing().map(tool -> "the program '" + tool + "' is not installed");
    }

    @Override
    public String means() {
        return isolation().words() + "; cpu and memory are not limited, the network is this machine's";
    }

    @Override
    public void prepare(Release release) throws TaskStartException {
        roots.prepare(release.image());
    }

    @Override
    public RunningTask start(TaskSpec spec) throws TaskStartException {
        Path root = roots.of(spec.release().image());
        ContainerConfig config = roots.image(spec.release().image()).config().container();
        int port = ports.reserve();
        own.add(spec.id());
        try {
            Command command = Command.of(config, spec, root, port, isolation());
            prepareFolder(spec, command);
            ProcessBuilder builder = new ProcessBuilder(commandLine(spec, root, command));
            builder.redirectErrorStream(true);
            builder.redirectInput(Path.of("/dev/null").toFile());
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
            builder.directory(command.hostFolder().toFile());
            builder.environment().clear();
            builder.environment().putAll(command.environment());
            Process process = builder.start();
            return ProcessTask.started(process, spec, port, tools, () -> ended(spec, port));
        } catch (TaskStartException e) {
            ended(spec, port);
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            ended(spec, port);
            throw new TaskStartException(String.valueOf(e.getMessage()), e);
        }
    }

    private void ended(TaskSpec spec, int port) {
        ports.release(port);
        own.remove(spec.id());
    }

    @Override
    public Optional<RunningTask> adopt(TaskSpec spec, TaskHandle handle) {
        // Before its end is looked for, which gives the port back.
        boolean taken = ports.take(handle.port());
        Runnable giveBack = () -> {
            if (taken) {
                ports.release(handle.port());
            }
        };
        Optional<RunningTask> task = ProcessTask.adopted(spec, handle, tools, giveBack);
        if (task.isEmpty()) {
            giveBack.run();
        }
        return task;
    }

    @Override
    public void keepOnly(Supplier<Set<Digest>> images) {
        roots.keepOnly(images);
    }

    @Override
    public void endStrangers(Set<String> known) {
        for (long pid : ProcFs.processes()) {
            List<String> line = ProcFs.commandLine(pid);
            int at = line.indexOf(script.toString());
            if (at >= 0 && line.size() > at + 2) {
                Path task = Path.of(line.get(at + 2)).getFileName();
                if (task != null && !known.contains(task.toString()) && !own.contains(task.toString())) {
                    LOG.warn("task {} runs and nobody knows it any more: it is ended", task);
                    ProcessTask.kill(pid, tools);
                }
            }
        }
    }

    private Isolation isolation() {
        synchronized (probing) {
            if (isolation.isEmpty()) {
                isolation = Optional.of(Isolation.probe(tools));
            }
            return isolation.get();
        }
    }

    private List<String> commandLine(TaskSpec spec, Path root, Command command) throws IOException {
        Isolation isolated = isolation();
        List<String> line = new ArrayList<>(List.of(tools.path("setsid")));
        line.addAll(isolated.command(tools));
        line.addAll(List.of(
                tools.path("sh"),
                script().toString(),
                isolated == Isolation.NONE ? "plain" : "isolated",
                spec.folder().toString(),
                root.toString()));
        if (isolated != Isolation.NONE) {
            line.addAll(List.of(tools.path("setpriv"), "--no-new-privs"));
            if (isolated == Isolation.ROOT) {
                // What entering the root file system takes; of these nothing is left to a user other than root.
                line.addAll(List.of("--inh-caps", "-all", "--bounding-set", "-all,+sys_chroot,+setuid,+setgid"));
            }
            line.addAll(List.of(tools.path("unshare"), "--root=" + root, "--wd=" + command.workingFolder()));
            if (isolated == Isolation.ROOT) {
                line.addAll(List.of(
                        "--setgid=" + command.user().gid(),
                        "--setuid=" + command.user().uid()));
            }
        }
        line.addAll(command.line());
        return line;
    }

    private void prepareFolder(TaskSpec spec, Command command) throws IOException {
        Files.deleteIfExists(spec.folder().resolve("pid"));
        Files.deleteIfExists(spec.folder().resolve("exit"));
        PrivateFiles.create(spec.log());
        String unusual = command.unusualVariables(tools.path("env"));
        if (!unusual.isEmpty()) {
            PrivateFiles.create(spec.folder().resolve("env"));
            Files.writeString(spec.folder().resolve("env"), unusual);
        }
        if (isolation() == Isolation.ROOT) {
            // A task may open its output again as /dev/stdout.
            Files.setAttribute(spec.log(), "unix:uid", command.user().uid());
        }
    }

    /** The script that is a task's first process; written when it is first needed. */
    private synchronized Path script() throws IOException {
        try (InputStream in = Objects.requireNonNull(ProcessRuntime.class.getResourceAsStream("init.sh"))) {
            String text = tools.fillIn(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            if (!Files.exists(script) || !Files.readString(script).equals(text)) {
                Files.createDirectories(script.resolveSibling("."));
                // Shells of running tasks may still read the file that is there: never change it, replace it.
                Files.deleteIfExists(script);
                PrivateFiles.create(script);
                Files.writeString(script, text, StandardOpenOption.WRITE);
            }
        }
        return script;
    }
}
