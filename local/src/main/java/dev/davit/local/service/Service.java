package dev.davit.local.service;

import dev.davit.app.AppName;
import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.app.Release;
import dev.davit.app.ServiceStatus;
import dev.davit.image.Digest;
import dev.davit.local.runtime.RunningTask;
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
import org.jspecify.annotations.Nullable;
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

    /** Guarded by the mailbox. */
    private boolean deaf;

    private final Standing standing;

    /** While what an earlier agent left cannot be taken up. */
    private @Nullable Restoration restoration;

    private @Nullable Failure unforgotten;
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
            if (!deaf) {
                return mailbox.add(message);
            }
        }
        if (message instanceof Message.Started late) {
            stop(late);
        }
        return false;
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
        return standing.images();
    }

    /** Completes once the service is no more. */
    CompletableFuture<Void> end() {
        return end;
    }

    /** Takes up what an earlier agent left, now or when that can be. On the service's thread. */
    void restore(SavedService saved, Release release, List<SavedTask> tasks) {
        restoration = new Restoration(standing, saved, release, tasks);
        var _ = reconcile();
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
            if (restoration != null && restoration.tryWhenDue()) {
                restoration = null;
            }
            standing.reconcile();
            return untilNextTimer();
        } catch (RuntimeException e) {
            LOG.error("the service {} is not as it should be; trying again", name, e);
            return BEFORE_NEXT_TRY;
        }
    }

    private Duration untilNextTimer() {
        Instant now = site.clock().instant();
        Instant timer =
                restoration == null ? standing.nextTimer().orElse(now.plus(LONGEST_NAP)) : restoration.nextTry();
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
                lastWords.add(() -> answer(remove));
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
            if (restoration != null) {
                restoration.takeUp(deploy.request().runtime());
                restoration = null;
            }
            var deployed = new Deployment(standing, deploy.request()).run(deploy.progress(), this::next);
            publish();
            deploy.reply().complete(deployed);
        } catch (Failure e) {
            failed(deploy, e);
        } catch (AbandonedException e) {
            String why = left
                    ? "the agent was stopped, and the next one puts back what served before"
                    : "the service is removed";
            deploy.reply()
                    .completeExceptionally(
                            Failure.of(Failure.Category.ROLLOUT, "the rollout of " + name + " was given up: " + why)
                                    .withFix("davit up"));
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
        if (standing.serving() == null && restoration == null) {
            removed = true;
            lastWords.add(() -> deploy.reply().completeExceptionally(failure));
        } else {
            publish();
            deploy.reply().completeExceptionally(failure);
        }
    }

    private void refuse(Message.Deploy deploy, String why) {
        deploy.reply()
                .completeExceptionally(Failure.of(Failure.Category.FAILED, name + " cannot be deployed now: " + why)
                        .withFix("wait until that has ended, then try again"));
    }

    private void publish() {
        Restoration waiting = restoration;
        status = waiting == null ? standing.status() : Optional.of(waiting.status());
    }

    private void finish() {
        if (!left) {
            var _ = attempt("stop its tasks", this::wind);
        }
        var _ = attempt("stop listening", standing.door::close);
        var _ = attempt("let go of its tasks", standing::closeGroups);
        if (!left) {
            unforgotten = attempt("forget it", () -> site.state().remove(name));
        }
        synchronized (mailbox) {
            deaf = true;
        }
        status = Optional.empty();
        mailbox.forEach(this::decline);
        onEnd.run();
        lastWords.forEach(Runnable::run);
        end.complete(null);
    }

    /** One part of the end, which must not keep the others from being done. Returns what went wrong. */
    private @Nullable Failure attempt(String what, Runnable part) {
        try {
            part.run();
            return null;
        } catch (RuntimeException e) {
            LOG.error("the service {} could not {}", name, what, e);
            return Failure.of(
                            Failure.Category.FAILED,
                            name + " was stopped, but the agent could not " + what + ": " + e.getMessage())
                    .withFix("see that the disk has room and the agent's folder can be written, then: davit down");
        }
    }

    private void answer(Message.Remove remove) {
        if (unforgotten == null) {
            remove.reply().complete(true);
        } else {
            remove.reply().completeExceptionally(unforgotten);
        }
    }

    /** Drains and stops every task. */
    private void wind() {
        if (restoration != null) {
            restoration.end();
        }
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
                    var _ = attempt("handle what happened to a task", () -> standing.handle(ofTask));
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
            case Message.Remove remove -> lastWords.add(() -> answer(remove));
            case Message.Started late -> site.workers().execute(() -> stop(late));
            case Message.Leave _, Message.Wake _, Message.OfTask _ -> {}
        }
    }

    /** The next agent looks after it where this one only leaves; else nobody would. Blocks. */
    private void stop(Message.Started late) {
        if (!left) {
            LOG.info("task {} of {} was started too late: it is stopped", late.task(), name);
            late.running().stop(RunningTask.STOP_GRACE);
            site.remember(
                    "the end of task " + late.task(),
                    state -> state.ended(
                            late.task(), "started too late", site.clock().instant()));
        }
    }
}
