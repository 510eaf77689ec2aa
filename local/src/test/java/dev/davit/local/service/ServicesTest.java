package dev.davit.local.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.davit.app.App;
import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.app.ServiceStatus;
import dev.davit.app.ServiceStatus.TaskStatus;
import dev.davit.balancer.LoadBalancer;
import dev.davit.image.Digest;
import dev.davit.local.Machine;
import dev.davit.local.Recorded;
import dev.davit.local.Waiting;
import dev.davit.local.log.TaskLogs;
import dev.davit.local.runtime.Exit;
import dev.davit.local.runtime.RuntimeChoice;
import dev.davit.local.runtime.TaskRuntime;
import dev.davit.local.service.TestRuntime.TestTask;
import dev.davit.local.state.StateStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicesTest {
    private static final Digest IMAGE = Digest.sha256(new byte[] {1});
    private static final Digest OTHER_IMAGE = Digest.sha256(new byte[] {2});

    @TempDir
    Path folder;

    private final TestRuntime runtime = new TestRuntime();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final LoadBalancer balancer = LoadBalancer.start();

    /** How far the clock is ahead. */
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    private final InstantSource clock = () -> Instant.now().plus(ahead.get());
    private TaskLogs logs;
    private StateStore state;
    private Services services;
    private App app;
    private volatile Map<String, Digest> pinned = Map.of();

    @BeforeEach
    void open() throws IOException {
        logs = new TaskLogs(Files.createDirectory(folder.resolve("tasks")), new Random(1), clock);
        state = StateStore.open(folder.resolve("state.db"));
        services = services();
        app = Machine.app("hello", Machine.freePort(), 1);
    }

    @AfterEach
    void close() {
        services.leave();
        runtime.running().forEach(task -> task.stop(Duration.ZERO));
        workers.close();
        balancer.close();
        logs.close();
    }

    @Test
    void stateThatCannotBeWrittenEndsNoServiceAndNoTask() {
        App two = count(2);
        deploy(two, IMAGE);
        state.close();
        runtime.running().getFirst().end(1);
        Waiting.until("the task that ended is replaced", () -> runtime.running().size() == 2 && healthy() == 2);
        Failure failure = catchThrowableOfType(Failure.class, () -> deploy(two, OTHER_IMAGE));
        assertThat(failure.fix()).isPresent();
        assertThat(healthy()).isEqualTo(2);
        failure = catchThrowableOfType(Failure.class, () -> services.remove(app.name(), Progress.NONE));
        assertThat(failure).hasMessageContaining("the agent could not forget it");
        assertThat(runtime.running()).isEmpty();
        assertThat(Machine.isFree(app.image().port())).isTrue();
    }

    @Test
    void releaseThatCannotBeWrittenDownLeavesNoListener() {
        state.close();
        assertThat(catchThrowableOfType(Failure.class, () -> deploy(app, IMAGE)))
                .hasMessageContaining("the deployment of hello failed");
        assertThat(Machine.isFree(app.image().port())).isTrue();
        assertThat(services.has(app.name())).isFalse();
    }

    @Test
    void serviceWhoseRuntimeIsNotThereYetIsTakenUpLater() {
        deploy(app, IMAGE);
        services.leave();
        List<TestTask> before = runtime.running();
        runtime.whyUnusable = Optional.of("it has not started");
        services = services();
        services.restore(true);
        assertThat(state.services()).hasSize(1);
        assertThat(status().tasks())
                .extracting(TaskStatus::id, TaskStatus::state)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        before.getFirst().id, "waiting: the runtime 'test' cannot be used here: it has not started"));
        Failure failure = catchThrowableOfType(Failure.class, () -> deploy(app, OTHER_IMAGE));
        assertThat(failure).hasMessage("the runtime 'test' cannot be used here: it has not started");
        runtime.whyUnusable = Optional.empty();
        Waiting.until("its task is taken over", () -> healthy() == 1);
        assertThat(runtime.running()).isEqualTo(before);
        assertThat(get()).isEqualTo(200);
    }

    @Test
    void serviceThatWaitsForItsRuntimeCanBeRemoved() {
        deploy(app, IMAGE);
        services.leave();
        runtime.whyUnusable = Optional.of("it has not started");
        services = services();
        services.restore(true);
        assertThat(services.remove(app.name(), Progress.NONE)).isTrue();
        assertThat(state.services()).isEmpty();
        assertThat(runtime.running()).isEmpty();
    }

    @Test
    void tasksOfARolloutThatIsGivenUpAreNotShownAsFailedNorReplaced() {
        Recorded recorded = new Recorded();
        runtime.ends = number -> number == 2 ? Optional.empty() : Optional.of(Exit.of(3));
        runtime.answers = _ -> 500;
        Failure failure = catchThrowableOfType(Failure.class, () -> deploy(count(2), IMAGE, recorded));
        assertThat(failure).hasMessageMatching("hello v1 does not run: task [0-9a-f]{6} ended with exit code 3");
        assertThat(failure.fix())
                .hasValueSatisfying(fix -> assertThat(fix)
                        .startsWith("correct the application and run 'davit up' again; all it wrote is in "));
        assertThat(recorded.lines)
                .filteredOn(line -> line.endsWith(": ended with exit code 3"))
                .hasSize(2);
        assertThat(recorded.lines)
                .filteredOn(line -> line.endsWith("skipped: stopped: the rollout was given up"))
                .hasSize(1);
        assertThat(runtime.starts).hasValue(3);
    }

    @Test
    void imageThatIsBeingPreparedCountsAsUsed() {
        deploy(app, IMAGE);
        var used = new AtomicReference<List<Digest>>(List.of());
        runtime.whilePreparing = () -> used.set(List.copyOf(services.images()));
        deploy(app, OTHER_IMAGE);
        assertThat(used.get()).containsExactlyInAnyOrder(IMAGE, OTHER_IMAGE);
    }

    @Test
    void rolloutThatBreaksOffLeavesNoTaskBehind() {
        deploy(app, IMAGE);
        List<TestTask> before = runtime.running();
        App two = count(2);
        runtime.whilePreparing = state::close;
        Failure failure = catchThrowableOfType(Failure.class, () -> deploy(two, OTHER_IMAGE));
        assertThat(failure.category()).isEqualTo(Failure.Category.ROLLED_BACK);
        assertThat(failure)
                .hasMessageContaining("the agent could not go on")
                .hasMessageEndingWith("v1 serves as before");
        Waiting.until("the old task alone runs", () -> runtime.running().equals(before));
        assertThat(get()).isEqualTo(200);
    }

    @Test
    void taskThatStartsAfterItsServiceIsGoneIsStopped() {
        CompletableFuture<Void> late = new CompletableFuture<>();
        runtime.mayStart = late;
        var deploying = CompletableFuture.runAsync(() -> deploy(app, IMAGE), workers);
        Waiting.until("the task is about to start", () -> runtime.starts.get() == 1);
        var removing = CompletableFuture.supplyAsync(() -> services.remove(app.name(), Progress.NONE), workers);
        Waiting.until("the rollout is given up", deploying::isDone);
        ahead.set(Duration.ofSeconds(30));
        assertThat(removing.join()).isTrue();
        late.complete(null);
        Waiting.until(
                "it was started and is stopped",
                () -> runtime.tasks.size() == 1 && runtime.running().isEmpty());
    }

    @Test
    void releaseWithoutTasksIsUpAndAnswersThatThereIsNone() throws Exception {
        deploy(count(0), IMAGE);
        assertThat(status().tasks()).isEmpty();
        assertThat(get()).isEqualTo(503);
        deploy(count(2), IMAGE);
        assertThat(get()).isEqualTo(200);
        deploy(count(0), IMAGE);
        Waiting.until("no task runs", () -> runtime.running().isEmpty());
        assertThat(get()).isEqualTo(503);
    }

    @Test
    void addressThatIsTakenKeepsNoLaterDeploymentFromAnotherOne() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            App there = Machine.app("hello", taken.getLocalPort(), 1);
            for (int i = 0; i < 2; i++) {
                assertThat(catchThrowableOfType(Failure.class, () -> deploy(there, IMAGE)))
                        .hasMessageContaining("is in use");
            }
            deploy(app, IMAGE);
            App changed = Machine.withGrace(Machine.withCheckPath(there, "/other"), 3);
            assertThat(catchThrowableOfType(Failure.class, () -> deploy(changed, IMAGE)))
                    .hasMessageContaining("is in use");
        }
        deploy(Machine.withCheckPath(app, "/other"), IMAGE);
        assertThat(get()).isEqualTo(200);
    }

    @Test
    void rolloutWithOtherHealthChecksThatFailsLeavesNoTargetGroup() {
        deploy(app, IMAGE);
        runtime.ends = number -> number == 1 ? Optional.empty() : Optional.of(Exit.of(3));
        App changed = Machine.withCheckPath(app, "/other");
        Failure failure = catchThrowableOfType(Failure.class, () -> deploy(changed, OTHER_IMAGE));
        assertThat(failure.category()).isEqualTo(Failure.Category.ROLLED_BACK);
        assertThat(get()).isEqualTo(200);
        assertThat(services.remove(app.name(), Progress.NONE)).isTrue();
        runtime.ends = _ -> Optional.empty();
        deploy(app, IMAGE);
        deploy(changed, OTHER_IMAGE);
        assertThat(get()).isEqualTo(200);
    }

    @Test
    void unchangedServiceIsUpOnceAllItsTasksAreHealthyAgain() {
        App two = count(2);
        deploy(two, IMAGE);
        CompletableFuture<Void> later = new CompletableFuture<>();
        runtime.mayStart = later;
        runtime.running().forEach(task -> task.end(137));
        var deploying = CompletableFuture.runAsync(() -> deploy(two, IMAGE), workers);
        Waiting.until("both are about to be replaced", () -> runtime.starts.get() == 4);
        assertThat(deploying).isNotDone();
        assertThat(catchThrowableOfType(Failure.class, () -> deploy(two, IMAGE)))
                .hasMessageContaining("another rollout is under way");
        later.complete(null);
        deploying.join();
        assertThat(healthy()).isEqualTo(2);
        assertThat(status().release()).isEqualTo(1);
    }

    @Test
    void unchangedServiceWhoseTasksDoNotLiveIsNotUp() {
        App two = count(2);
        deploy(two, IMAGE);
        runtime.ends = _ -> Optional.of(Exit.of(3));
        runtime.running().forEach(task -> task.end(137));
        Failure failure = catchThrowableOfType(Failure.class, () -> deploy(two, IMAGE));
        assertThat(failure.category()).isEqualTo(Failure.Category.ROLLOUT);
        assertThat(failure).hasMessageMatching("hello v1 does not run: task [0-9a-f]{6} ended with exit code .*");
        assertThat(failure.fix()).isPresent();
        runtime.ends = _ -> Optional.empty();
        deploy(two, IMAGE);
        assertThat(healthy()).isEqualTo(2);
    }

    @Test
    void serviceKeepsItsRuntimeWhileThatDoesNotAnswer() {
        TestRuntime other = new TestRuntime("other");
        services.leave();
        services = services(runtime, other);
        deploy(app, IMAGE);
        runtime.whyUnusable = Optional.of("no answer");
        deploy(app, IMAGE);
        Failure failure = catchThrowableOfType(Failure.class, () -> deploy(app, OTHER_IMAGE));
        assertThat(failure).hasMessage("the runtime 'test' cannot be used here: no answer");
        assertThat(failure.fix()).hasValueSatisfying(fix -> assertThat(fix).contains("davit up --runtime other"));
        assertThat(healthy()).isEqualTo(1);
        assertThat(other.starts).hasValue(0);
    }

    @Test
    void newServiceTakesTheNextRuntimeOnlyWhereTheFirstIsNotThere() {
        TestRuntime other = new TestRuntime("other");
        services.leave();
        services = services(runtime, other);
        runtime.whyUnusable = Optional.of("no answer");
        runtime.isThere = true;
        Failure failure = catchThrowableOfType(Failure.class, () -> deploy(app, IMAGE));
        assertThat(failure).hasMessage("the runtime 'test' cannot be used here: no answer");
        runtime.isThere = false;
        deploy(app, IMAGE);
        assertThat(other.running()).hasSize(1);
        services.remove(app.name(), Progress.NONE);
    }

    @Test
    void imagesOfTheNewestReleasesArePinnedForAsLongAsTheServiceIsThere() {
        Digest second = Digest.sha256(new byte[] {2});
        Digest third = Digest.sha256(new byte[] {3});
        deploy(app, IMAGE);
        deploy(app, second);
        deploy(app, third);

        assertThat(pinned).containsExactly(Map.entry(app.name() + " v2", second), Map.entry(app.name() + " v3", third));

        services.remove(app.name(), Progress.NONE);
        assertThat(pinned).isEmpty();
    }

    private Services services() {
        return services(runtime);
    }

    private Services services(TaskRuntime... runtimes) {
        return new Services(
                new Site(
                        balancer,
                        new RuntimeChoice(List.of(runtimes)),
                        state,
                        logs,
                        clock,
                        workers,
                        () -> pinned = state.neededImages(2)),
                () -> {});
    }

    private App count(int count) {
        return new App(app.name(), app.image(), app.http(), app.resources(), count, app.variables(), app.deployment());
    }

    private void deploy(App wanted, Digest image) {
        deploy(wanted, image, Progress.NONE);
    }

    private void deploy(App wanted, Digest image, Progress progress) {
        services.deploy(
                new DeployRequest(wanted, image, Optional.empty(), Optional.empty(), Optional.empty()), progress);
    }

    private ServiceStatus status() {
        return services.statuses().getFirst();
    }

    private long healthy() {
        return status().tasks().stream()
                .filter(task -> task.health() == ServiceStatus.Health.HEALTHY)
                .count();
    }

    private int get() {
        URI url = URI.create("http://127.0.0.1:" + app.image().port());
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(url)
                                    .timeout(Duration.ofSeconds(30))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
