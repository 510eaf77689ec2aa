package dev.davit.local.service;

import com.sun.net.httpserver.HttpServer;
import dev.davit.app.Release;
import dev.davit.image.Digest;
import dev.davit.local.runtime.Exit;
import dev.davit.local.runtime.RunningTask;
import dev.davit.local.runtime.TaskHandle;
import dev.davit.local.runtime.TaskRuntime;
import dev.davit.local.runtime.TaskSpec;
import dev.davit.local.runtime.TaskStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/** Runs tasks as web servers within this process: each answers every request, until it is stopped or made to end. */
final class TestRuntime implements TaskRuntime {
    final List<TestTask> tasks = new CopyOnWriteArrayList<>();
    volatile Optional<String> whyUnusable = Optional.empty();

    volatile boolean isThere;

    /** What a start waits for. */
    volatile CompletableFuture<Void> mayStart = CompletableFuture.completedFuture(null);

    /** What is done while an image is prepared, on the worker. */
    volatile Runnable whilePreparing = () -> {};

    /** How the first, second, ... task ends as soon as it has started. */
    volatile IntFunction<Optional<Exit>> ends = _ -> Optional.empty();

    /** What the first, second, ... task answers. */
    volatile IntUnaryOperator answers = _ -> 200;

    final AtomicInteger starts = new AtomicInteger();

    private final String name;

    TestRuntime() {
        this("test");
    }

    TestRuntime(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> whyUnusable() {
        return whyUnusable;
    }

    @Override
    public boolean isThere() {
        return isThere;
    }

    @Override
    public String means() {
        return "servers within this process";
    }

    @Override
    public void prepare(Release release) {
        whilePreparing.run();
    }

    @Override
    public RunningTask start(TaskSpec spec) throws TaskStartException {
        int number = starts.incrementAndGet();
        mayStart.join();
        try {
            TestTask task = new TestTask(spec.id(), answers.applyAsInt(number));
            tasks.add(task);
            ends.apply(number).ifPresent(task.exit::complete);
            return task;
        } catch (IOException e) {
            throw new TaskStartException("no server", e);
        }
    }

    @Override
    public Optional<RunningTask> adopt(TaskSpec spec, TaskHandle handle) {
        return tasks.stream()
                .filter(task -> task.id.equals(spec.id()) && !task.exit.isDone())
                .map(RunningTask.class::cast)
                .findFirst();
    }

    @Override
    public void endStrangers(Set<String> known) {}

    @Override
    public void keepOnly(Supplier<Set<Digest>> images) {}

    /** Those that have not ended. */
    List<TestTask> running() {
        return tasks.stream().filter(task -> !task.exit.isDone()).toList();
    }

    static final class TestTask implements RunningTask {
        final String id;
        final CompletableFuture<Exit> exit = new CompletableFuture<>();
        private final HttpServer server;

        private TestTask(String id, int status) throws IOException {
            this.id = id;
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            server.start();
            var _ = exit.thenRun(() -> server.stop(0));
        }

        void end(int status) {
            exit.complete(Exit.of(status));
        }

        @Override
        public TaskHandle handle() {
            return new TaskHandle("test", "127.0.0.1", server.getAddress().getPort(), Map.of());
        }

        @Override
        public OptionalLong pid() {
            return OptionalLong.empty();
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
            end(143);
        }

        @Override
        public Set<Integer> listeningPorts() {
            return Set.of();
        }
    }
}
