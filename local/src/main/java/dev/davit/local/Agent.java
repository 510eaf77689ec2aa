package dev.davit.local;

import dev.davit.app.Failure;
import dev.davit.balancer.LoadBalancer;
import dev.davit.image.store.ImageStore;
import dev.davit.local.control.AgentFacts;
import dev.davit.local.control.ControlServer;
import dev.davit.local.control.LogSources;
import dev.davit.local.control.Usage;
import dev.davit.local.files.PrivateFiles;
import dev.davit.local.log.TaskLogs;
import dev.davit.local.service.Services;
import dev.davit.local.service.Site;
import dev.davit.local.state.StateStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process in the background that holds the services of this machine. */
public final class Agent {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LARGEST_LOG = 10L << 20;

    /** As many releases of a service keep their image, so that it can be rolled back to one of them. */
    private static final int RELEASES_KEPT = 10;

    private final LocalFolders folders;
    private final AgentFacts facts;
    private final CountDownLatch toEnd = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private Agent(LocalFolders folders, String version) {
        this.folders = folders;
        this.facts = new AgentFacts(ProcessHandle.current().pid(), version, Instant.now());
    }

    /**
     * Runs an agent until its last service was removed, or this process is asked to end: then its tasks go on, and the
     * next agent takes them over.
     *
     * <p>Returns at the end; the caller then ends the process, since threads of libraries may be left.
     *
     * @throws Failure when there is one already for these folders
     */
    public static void run(LocalFolders folders, String version) {
        folders.create();
        try (FileChannel channel =
                        FileChannel.open(folders.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw alreadyRunning(folders);
            }
            NativeLibrary.unpackTo(folders.nativeLibraries());
            new Agent(folders, version).run();
        } catch (IOException e) {
            throw Failure.of(Failure.Category.FAILED, "the agent cannot work in " + folders.state() + ": " + e)
                    .causedBy(e);
        }
    }

    /** Whether no agent has these folders, be it one that starts, runs, or is about to end. For other processes. */
    static boolean isFree(LocalFolders folders) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(folders.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        }
    }

    /** Where an agent writes what happens, which the one who starts it has to see to. */
    static Path prepareLog(LocalFolders folders) throws IOException {
        Path log = folders.agentLog();
        if (Files.exists(log) && Files.size(log) > LARGEST_LOG) {
            Files.move(log, log.resolveSibling("agent.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        PrivateFiles.create(log);
        return log;
    }

    private static Failure alreadyRunning(LocalFolders folders) {
        String pid = AgentFactsFile.read(folders)
                .map(facts -> " (pid " + facts.pid() + ")")
                .orElse("");
        return Failure.of(Failure.Category.FAILED, "an agent is already running" + pid)
                .withFix("leave it running: every command finds it by itself; or end it first with: kill PID");
    }

    private void run() throws IOException {
        LOG.info("agent {} starts, pid {}", facts.version(), facts.pid());
        InstantSource clock = InstantSource.system();
        Thread hook = new Thread(this::endAndWait, "davit-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try (ExecutorService workers = Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("davit-worker-", 0).factory());
                TaskLogs logs = new TaskLogs(folders.tasks(), new SecureRandom(), clock)) {
            // Each takes a while and none needs another: what takes longest, begins first.
            var balancing = CompletableFuture.supplyAsync(() -> LoadBalancer.start(), workers);
            List<String> notices = new CopyOnWriteArrayList<>();
            var remembering =
                    CompletableFuture.supplyAsync(() -> DamagedState.open(folders, clock, notices::add), workers);
            ControlServer.warmUp();
            try (StateStore state = join(remembering);
                    LoadBalancer balancer = join(balancing)) {
                ImageStore store = ImageStore.open(folders.images());
                Site site = new Site(
                        balancer, Runtimes.of(folders, store), state, logs, clock, workers, () -> pin(state, store));
                serve(site, notices);
            }
        } finally {
            LOG.info("agent ends");
            ended.countDown();
        }
    }

    private void pin(StateStore state, ImageStore store) {
        try {
            store.pin(folders.database(), state.neededImages(RELEASES_KEPT));
        } catch (IOException e) {
            throw Failure.of(
                            Failure.Category.FAILED, "the image store cannot be told what is in use: " + e.getMessage())
                    .causedBy(e);
        }
    }

    private void serve(Site site, List<String> notices) throws IOException {
        var usage = new @Nullable Usage[1];
        Services services = new Services(site, () -> {
            Usage there = usage[0];
            if (there != null) {
                there.endIfUnused();
            }
        });
        usage[0] = new Usage(services::closeIfEmpty, toEnd::countDown);
        services.restore(AgentFactsFile.exists(folders));
        AgentFactsFile.write(folders, facts);
        LogSources sources = new LogSources(site.state(), site.logs());
        ControlServer.Parts parts = new ControlServer.Parts(facts, services, sources, usage[0], notices);
        try (ControlServer _ = ControlServer.start(folders.socket(), parts)) {
            LOG.info("agent answers at {}", folders.socket());
            while (!toEnd.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                usage[0].endIfUnused();
            }
            usage[0].close();
            Files.deleteIfExists(folders.socket());
            services.leave();
            if (site.state().services().isEmpty()) {
                AgentFactsFile.delete(folders);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private void endAndWait() {
        toEnd.countDown();
        try {
            var _ = ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
