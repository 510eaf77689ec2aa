package dev.davit.local.service;

import dev.davit.app.App;
import dev.davit.app.AppName;
import dev.davit.app.Deployed;
import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.app.Release;
import dev.davit.app.ServiceStatus;
import dev.davit.balancer.TargetGroup;
import dev.davit.balancer.TargetGroupSettings;
import dev.davit.local.runtime.TaskRuntime;
import dev.davit.local.state.ReleaseState;
import dev.davit.local.state.SavedService;
import dev.davit.local.state.SavedTask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service. Its thread {@code service-<name>} owns everything here but the mailbox and the status: it takes one
 * message after the other, and during a rollout takes them between the rollout's steps.
 */
final class Service {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final Duration TIME_TO_END = Duration.ofSeconds(20);

    /** The service's thread is to drop what it does, because it is to be removed or left. */
    private static final class AbandonedException extends RuntimeException {}

    private final AppName name;
    private final Site site;
    private final Runnable onEnd;
    private final LinkedBlockingQueue<Message> mailbox = new LinkedBlockingQueue<>();
    private final Object gate = new Object();
    private boolean ended;
    private volatile Optional<ServiceStatus> status = Optional.empty();
    private final CompletableFuture<Void> left = new CompletableFuture<>();

    private final Door door;
    private final List<Fleet> fleets = new ArrayList<>();
    private @Nullable Fleet serving;
    private @Nullable String rolling;
    private Message.@Nullable Remove removal;
    private boolean leaving;

    /**
     * @param onEnd is told once the service is no more
     */
    Service(AppName name, Site site, Runnable onEnd) {
        this.name = name;
        this.site = site;
        this.onEnd = onEnd;
        this.door = new Door(site.balancer());
    }

    /** Starts the service's thread, which begins with {@code first}. */
    void start(Consumer<Service> first) {
        Thread.ofVirtual().name("service-" + name).start(() -> {
            try {
                first.accept(this);
                loop();
            } catch (AbandonedException _) {
                // what comes next is the same either way
            } catch (RuntimeException e) {
                LOG.error("the service {} stopped working", name, e);
            } finally {
                finish();
            }
        });
    }

    /** Returns false when the service is no more. */
    boolean tell(Message message) {
        synchronized (gate) {
            return !ended && mailbox.add(message);
        }
    }

    /** Empty before the first release was accepted. */
    Optional<ServiceStatus> status() {
        return status;
    }

    /** Completes once the service's thread has ended. */
    CompletableFuture<Void> left() {
        return left;
    }

    /** Takes up what an earlier agent left. On the service's thread. */
    void restore(SavedService saved, Release release, List<SavedTask> tasks) {
        TaskRuntime runtime = site.runtimes()
                .named(saved.runtime())
                .filter(known -> known.whyUnusable().isEmpty())
                .orElseGet(() -> site.runtimes().choose(Optional.empty()));
        TargetGroup group = group(release);
        Fleet fleet = new Fleet(release, group, runtime, site, this::tell);
        fleet.admitWhenHealthy();
        fleets.add(fleet);
        serving = fleet;
        address = ListenAddress.parse(saved.address());
        new Adoption(site).adopt(tasks, fleet);
        fleet.growTo(release.app().count());
        publish();
    }

    private void loop() {
        while (removal == null && !leaving) {
            next();
        }
    }

    /** Handles what comes next, be it a message or a task's time. */
    private void next() {
        reconcile();
        publish();
        Optional<Instant> timer = fleets.stream()
                .flatMap(fleet -> fleet.nextTimer().stream())
                .min(Instant::compareTo);
        try {
            Message message = timer.isEmpty()
                    ? mailbox.take()
                    : mailbox.poll(untilMillis(timer.get()), TimeUnit.MILLISECONDS);
            if (message != null) {
                handle(message);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
        publish();
    }

    private long untilMillis(Instant time) {
        if (time.equals(Instant.MIN)) {
            return 1;
        }
        return Math.max(1, Duration.between(site.clock().instant(), time).toMillis());
    }

    private void reconcile() {
        Fleet current = serving;
        if (current != null) {
            current.expire();
            current.fill();
        }
        fleets.removeIf(fleet -> fleet != current
                && fleet.tasks().isEmpty()
                && fleet.slots().isEmpty());
    }

    private void handle(Message message) {
        switch (message) {
            case Message.Deploy deploy -> {
                String busy = rolling;
                if (busy != null) {
                    deploy.reply().completeExceptionally(refusal(busy));
                } else {
                    deploy(deploy);
                }
            }
            case Message.Remove remove -> {
                removal = remove;
                abandonRollout();
            }
            case Message.Leave _ -> {
                leaving = true;
                abandonRollout();
            }
            case Message.Wake _ -> {}
            case Message.OfTask ofTask -> {
                var _ = List.copyOf(fleets).stream().anyMatch(fleet -> fleet.handle(ofTask));
            }
        }
    }

    private void abandonRollout() {
        if (rolling != null) {
            throw new AbandonedException();
        }
    }

    private Failure refusal(String busy) {
        return Failure.of(Failure.Category.FAILED, name + " cannot be deployed now: " + busy)
                .withFix("wait until that has ended, then try again");
    }

    private void deploy(Message.Deploy deploy) {
        try {
            deploy.reply().complete(deploy(deploy.request(), deploy.progress()));
        } catch (Failure e) {
            deploy.reply().completeExceptionally(e);
        } catch (AbandonedException e) {
            String why = leaving
                    ? "the agent was stopped; the next one puts back what served before"
                    : "the service was removed";
            deploy.reply()
                    .completeExceptionally(
                            Failure.of(Failure.Category.ROLLOUT, "the rollout of " + name + " was given up: " + why));
            throw e;
        } catch (RuntimeException e) {
            LOG.error("the deployment of {} failed", name, e);
            deploy.reply()
                    .completeExceptionally(Failure.of(
                                    Failure.Category.FAILED, "the deployment of " + name + " failed: " + e)
                            .withFix("see the agent's log"));
        }
        if (serving == null) {
            throw new AbandonedException();
        }
    }

    private Deployed deploy(DeployRequest request, Progress progress) {
        ListenAddress address = request.address();
        Fleet old = serving;
        TaskRuntime runtime = site.runtimes().choose(request.runtime());
        if (old != null && isSame(old, request, runtime)) {
            door.move(address, old.group());
            saveService(old);
            return new Deployed(old.release(), address.url(), false);
        }
        TargetGroup group = groupFor(request.app(), old);
        Door.Reserved reserved = door.reserve(address, old == null ? group : old.group());
        Release release = site.state()
                .record(request.app(), request.image(), request.revision(), site.clock().instant());
        rolling = release.label() + " is being rolled out since "
                + site.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        Fleet next = new Fleet(release, group, runtime, site, this::tell);
        fleets.add(next);
        if (old == null) {
            site.state().save(new SavedService(name, address.toString(), runtime.name(), 0));
        }
        try {
            new Rollout(site, next, old, reserved.listener(), () -> serve(next, address), this::next).run(progress);
        } catch (RolloutFailedException e) {
            reserved.giveUp();
            rolling = null;
            throw rolledBack(release, old, e);
        }
        reserved.take();
        rolling = null;
        if (old != null && old.group() != group) {
            old.group().close();
        }
        return new Deployed(release, address.url(), true);
    }

    private boolean isSame(Fleet old, DeployRequest request, TaskRuntime runtime) {
        Release release = old.release();
        return release.image().equals(request.image())
                && withoutSource(release.app()).equals(withoutSource(request.app()))
                && (request.runtime().isEmpty() || old.runtime() == runtime);
    }

    /** The description but for where the source lies, which the running service does not depend on. */
    private static App withoutSource(App app) {
        return Descriptions.withoutSource(app);
    }

    private void serve(Fleet next, ListenAddress address) {
        site.state().save(new SavedService(name, address.toString(), next.runtime().name(), next.release().number()));
        site.state()
                .serve(new SavedService(name, address.toString(), next.runtime().name(), next.release().number()));
        serving = next;
    }

    private void saveService(Fleet fleet) {
        site.state()
                .save(new SavedService(
                        name,
                        door.address().toString(),
                        fleet.runtime().name(),
                        fleet.release().number()));
    }

    private Failure rolledBack(Release release, @Nullable Fleet old, RolloutFailedException e) {
        site.state().mark(name, release.number(), ReleaseState.FAILED);
        Failure failure = old == null
                ? Failure.of(Failure.Category.ROLLOUT, name + " " + release.label() + " does not run: " + e.getMessage())
                : Failure.of(
                        Failure.Category.ROLLED_BACK,
                        name + " " + release.label() + " does not run: " + e.getMessage() + "; "
                                + old.release().label() + " serves as before");
        Failure complete = failure.withDetails(e.lastWords());
        return e.fix().map(complete::withFix).orElse(complete);
    }

    private TargetGroup groupFor(App app, @Nullable Fleet old) {
        TargetGroupSettings settings = Descriptions.settings(app);
        return old != null && old.group().settings().equals(settings) ? old.group() : group(app);
    }

    private TargetGroup group(Release release) {
        return group(release.app());
    }

    private TargetGroup group(App app) {
        TargetGroup group = site.balancer().targetGroup(name.value() + "-" + Integer.toHexString(System.identityHashCode(app)), Descriptions.settings(app));
        group.addListener((target, _, after) -> tell(new Message.HealthChanged(target.id(), after)));
        return group;
    }

    private void publish() {
        Fleet current = serving;
        if (!door.isOpen()) {
            return;
        }
        status = Optional.of(Statuses.of(name, door.address(), current, fleets));
    }

    private void finish() {
        Message.Remove remove = removal;
        synchronized (gate) {
            ended = true;
        }
        try {
            if (!leaving) {
                wind(remove == null ? Progress.NONE : remove.progress());
            }
            door.close();
            if (!leaving) {
                site.state().remove(name);
            }
        } catch (RuntimeException e) {
            LOG.error("the service {} could not be wound up", name, e);
        }
        status = Optional.empty();
        refuseRest();
        onEnd.run();
        if (remove != null) {
            remove.reply().complete(true);
        }
        left.complete(null);
    }

    /** Drains and stops every task. */
    private void wind(Progress progress) {
        List<Task> tasks = new ArrayList<>();
        for (Fleet fleet : fleets) {
            fleet.slots().clear();
            tasks.addAll(fleet.tasks());
            fleet.retire(List.copyOf(fleet.tasks()));
        }
        if (tasks.isEmpty()) {
            return;
        }
        serving = null;
        try (Progress.Step step = progress.begin("drain and stop " + tasks.size() + (tasks.size() == 1 ? " task" : " tasks"))) {
            Instant deadline = site.clock().instant().plus(TIME_TO_END);
            while (!fleets.stream().allMatch(fleet -> fleet.tasks().isEmpty())) {
                if (fleets.stream().flatMap(fleet -> fleet.tasks().stream()).anyMatch(task -> task.is(TaskState.DRAINING))) {
                    deadline = site.clock().instant().plus(TIME_TO_END);
                } else if (site.clock().instant().isAfter(deadline)) {
                    throw new IllegalStateException("tasks of " + name + " do not end");
                }
                takeOne();
            }
            step.done("");
        }
    }

    private void takeOne() {
        try {
            Message message = mailbox.poll(500, TimeUnit.MILLISECONDS);
            if (message instanceof Message.OfTask ofTask) {
                var _ = fleets.stream().anyMatch(fleet -> fleet.handle(ofTask));
            }
            publish();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private void refuseRest() {
        for (Message message = mailbox.poll(); message != null; message = mailbox.poll()) {
            switch (message) {
                case Message.Deploy deploy ->
                    deploy.reply().completeExceptionally(refusal("it is being removed"));
                case Message.Remove remove -> remove.reply().complete(true);
                case Message.Leave _, Message.Wake _, Message.OfTask _ -> {}
            }
        }
    }
}
