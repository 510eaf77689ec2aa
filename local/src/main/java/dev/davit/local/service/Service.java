package dev.davit.local.service;

import dev.davit.app.AppName;
import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.app.Release;
import dev.davit.app.ServiceStatus;
import dev.davit.image.Digest;
import dev.davit.local.runtime.TaskRuntime;
import dev.davit.local.state.SavedService;
import dev.davit.local.state.SavedTask;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service. Its thread {@code service-<name>} owns everything here but the mailbox and what is published: it takes
 * one message after the other, and during a rollout takes them between the rollout's steps.
 */
final class Service {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final Duration TIME_TO_END = Duration.ofSeconds(20);
    private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_NAP = Duration.ofMinutes(1);

    private final AppName name;
    private final Site site;
    private final Runnable onEnd;
    private final LinkedBlockingQueue<Message> mailbox = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile Optional<ServiceStatus> status = Optional.empty();
    private volatile Set<Digest> images = Set.of();

    /** Guarded by the mailbox. */
    private boolean deaf;

    private final Standing standing;
    private final List<Runnable> lastWords = new ArrayList<>();
    private Optional<String> rollingOut = Optional.empty();
    private Progress removal = Progress.NONE;
    private boolean removed;
    private boolean left;

    /**
     * @param onEnd is told once the service is no more
     */
    Service(AppName name, Site site, Runnable onEnd) {
        this.name = name;
        this.site = site;
        this.onEnd = onEnd;
        this.standing = new Standing(name, site, this::tell);
    }

    /** Starts the service's thread, which begins with {@code first}. */
    void start(Consumer<Service> first) {
        Thread.ofVirtual().name("service-" + name).start(() -> {
            try {
                first.accept(this);
                ready.countDown();
                while (!removed && !left) {
                    next();
                }
            } catch (AbandonedException _) {
                // wound up below
            } finally {
                ready.countDown();
                finish();
            }
        });
    }

    /** Returns false when the service is no more. */
    boolean tell(Message message) {
        synchronized (mailbox) {
            return !deaf && mailbox.add(message);
        }
    }

    /** Waits until it has done what it was started with. */
    void awaitReady(Duration atMost) {
        try {
            var _ = ready.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty before it has an address. */
    Optional<ServiceStatus> status() {
        return status;
    }

    /** The images that it runs or is about to run. */
    Set<Digest> images() {
        return images;
    }

    /** Completes once the service is no more. */
    CompletableFuture<Void> end() {
        return end;
    }

    /** Takes up what an earlier agent left. On the service's thread. */
    void restore(SavedService saved, Release release, List<SavedTask> tasks) {
        images = Set.of(release.image());
        TaskRuntime runtime = site.runtimes()
                .named(saved.runtime())
                .filter(known -> known.whyUnusable().isEmpty())
                .orElseGet(() -> site.runtimes().choose(Optional.empty()));
        Fleet fleet = standing.newFleet(release, standing.newGroup(release.app()), runtime);
        fleet.admitWhenHealthy();
        new Adoption(site).adopt(tasks, fleet);
        fleet.growTo(release.app().count());
        standing.serve(fleet);
        standing.listenWhenPossible(ListenAddress.parse(saved.address()));
        publish();
    }

    /** Handles what comes next, be it a message or a task's time. */
    private void next() {
        Duration nap = reconcile();
        publish();
        try {
            Message message = mailbox.poll(nap.toMillis(), TimeUnit.MILLISECONDS);
            if (message != null) {
                handle(message);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        } catch (AbandonedException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("the service {} could not handle what happened", name, e);
        }
        publish();
    }

    /** Returns how long there is nothing to do by itself. A full disk, say, must not end the service. */
    private Duration reconcile() {
        try {
            standing.reconcile();
            return untilNextTimer();
        } catch (RuntimeException e) {
            LOG.error("the service {} is not as it should be; trying again", name, e);
            return BEFORE_NEXT_TRY;
        }
    }

    private Duration untilNextTimer() {
        Instant now = site.clock().instant();
        Instant timer = standing.nextTimer().orElse(now.plus(LONGEST_NAP));
        Duration until = timer.isAfter(now) ? Duration.between(now, timer) : Duration.ZERO;
        return until.plusMillis(1).compareTo(LONGEST_NAP) < 0 ? until.plusMillis(1) : LONGEST_NAP;
    }

    private void handle(Message message) {
        switch (message) {
            case Message.Deploy deploy -> {
                if (rollingOut.isPresent()) {
                    refuse(deploy, rollingOut.get());
                } else {
                    deploy(deploy);
                }
            }
            case Message.Remove remove -> {
                removed = true;
                removal = remove.progress();
                lastWords.add(() -> remove.reply().complete(true));
                abandon();
            }
            case Message.Leave _ -> {
                left = true;
                abandon();
            }
            case Message.Wake _ -> {}
            case Message.OfTask ofTask -> standing.handle(ofTask);
        }
    }

    private void abandon() {
        if (rollingOut.isPresent()) {
            throw new AbandonedException();
        }
    }

    private void deploy(Message.Deploy deploy) {
        rollingOut = Optional.of(
                "another rollout is under way since " + site.clock().instant().truncatedTo(ChronoUnit.SECONDS));
        try {
            var deployed = new Deployment(standing, deploy.request()).run(deploy.progress(), this::next);
            deploy.reply().complete(deployed);
        } catch (Failure e) {
            failed(deploy, e);
        } catch (AbandonedException e) {
            String why = left
                    ? "the agent was stopped, and the next one puts back what served before"
                    : "the service is removed";
            deploy.reply()
                    .completeExceptionally(
                            Failure.of(Failure.Category.ROLLOUT, "the rollout of " + name + " was given up: " + why));
            throw e;
        } catch (RuntimeException e) {
            LOG.error("the deployment of {} failed", name, e);
            failed(
                    deploy,
                    Failure.of(Failure.Category.FAILED, "the deployment of " + name + " failed: " + e)
                            .withFix("see the agent's log"));
        } finally {
            rollingOut = Optional.empty();
        }
    }

    /** Of a service that never served nothing stays behind; that is seen to before the answer. */
    private void failed(Message.Deploy deploy, Failure failure) {
        if (standing.serving() == null) {
            removed = true;
            lastWords.add(() -> deploy.reply().completeExceptionally(failure));
        } else {
            deploy.reply().completeExceptionally(failure);
        }
    }

    private void refuse(Message.Deploy deploy, String why) {
        deploy.reply()
                .completeExceptionally(Failure.of(Failure.Category.FAILED, name + " cannot be deployed now: " + why)
                        .withFix("wait until that has ended, then try again"));
    }

    private void publish() {
        status = standing.status();
        images = standing.images();
    }

    private void finish() {
        try {
            if (!left) {
                wind();
            }
            standing.door.close();
            standing.fleets().forEach(fleet -> fleet.group().close());
            if (!left) {
                site.state().remove(name);
            }
        } catch (RuntimeException e) {
            LOG.error("the service {} could not be wound up", name, e);
        }
        synchronized (mailbox) {
            deaf = true;
        }
        status = Optional.empty();
        images = Set.of();
        mailbox.forEach(this::decline);
        onEnd.run();
        lastWords.forEach(Runnable::run);
        end.complete(null);
    }

    /** Drains and stops every task. */
    private void wind() {
        List<Task> tasks = standing.tasks();
        if (tasks.isEmpty()) {
            return;
        }
        try (Progress.Step step =
                removal.begin("drain and stop " + tasks.size() + (tasks.size() == 1 ? " task" : " tasks"))) {
            standing.fleets().forEach(Fleet::retireAll);
            Instant deadline = site.clock().instant().plus(TIME_TO_END);
            while (!standing.tasks().isEmpty() && site.clock().instant().isBefore(deadline)) {
                if (standing.tasks().stream().anyMatch(task -> task.is(TaskState.DRAINING))) {
                    deadline = site.clock().instant().plus(TIME_TO_END);
                }
                Message message = mailbox.poll(100, TimeUnit.MILLISECONDS);
                if (message instanceof Message.OfTask ofTask) {
                    standing.handle(ofTask);
                } else if (message != null) {
                    decline(message);
                }
                publish();
            }
            step.done("");
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    /** Answers who came too late. */
    private void decline(Message message) {
        switch (message) {
            case Message.Deploy deploy -> refuse(deploy, "it is being removed");
            case Message.Remove remove -> lastWords.add(() -> remove.reply().complete(true));
            case Message.Leave _, Message.Wake _, Message.OfTask _ -> {}
        }
    }
}
