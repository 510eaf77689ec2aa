package dev.davit.local.service;

import dev.davit.app.Release;
import dev.davit.balancer.Admission;
import dev.davit.balancer.HealthState;
import dev.davit.balancer.TargetGroup;
import dev.davit.local.runtime.RunningTask;
import dev.davit.local.runtime.TaskRuntime;
import dev.davit.local.runtime.TaskSpec;
import dev.davit.local.runtime.TaskStartException;
import dev.davit.local.state.SavedTask;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tasks of one release, each in its slot. For the service's thread. */
final class Fleet {
    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    /** Of how many ended tasks of a service the logs are kept. */
    private static final int KEPT_LOGS = 10;

    private final Release release;
    private final TargetGroup group;
    private final TaskRuntime runtime;
    private final Site site;
    private final Consumer<Message> mailbox;
    private final List<Slot> slots = new ArrayList<>();
    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private boolean givenUp;
    private Admission admission = Admission.HELD;
    private Consumer<TaskDeath> onDeath = _ -> {};

    Fleet(Release release, TargetGroup group, TaskRuntime runtime, Site site, Consumer<Message> mailbox) {
        this.release = release;
        this.group = group;
        this.runtime = runtime;
        this.site = site;
        this.mailbox = mailbox;
    }

    Release release() {
        return release;
    }

    TargetGroup group() {
        return group;
    }

    TaskRuntime runtime() {
        return runtime;
    }

    List<Slot> slots() {
        return slots;
    }

    /** Tasks started from now on get requests as soon as they are healthy. */
    void admitWhenHealthy() {
        admission = Admission.WHEN_HEALTHY;
    }

    /** Is told of every task that ended, or never became healthy, without being asked to. */
    void onDeath(Consumer<TaskDeath> listener) {
        onDeath = listener;
    }

    void growTo(int count) {
        while (slots.size() < count) {
            slots.add(new Slot(0));
        }
    }

    /** All tasks that have not ended. */
    Collection<Task> tasks() {
        return tasks.values();
    }

    List<Task> healthy() {
        return tasks.values().stream()
                .filter(task -> task.is(TaskState.RUNNING))
                .toList();
    }

    /** Starts a task in each vacant slot whose time has come. */
    void fill() {
        Instant now = site.clock().instant();
        for (Slot slot : slots) {
            if (slot.isVacant() && !now.isBefore(slot.notBefore)) {
                start(slot);
            }
        }
    }

    /** Gives up on tasks that ought to be healthy by now. */
    void expire() {
        Instant now = site.clock().instant();
        for (Task task : List.copyOf(tasks.values())) {
            if (task.is(TaskState.STARTING) && now.isAfter(task.deadline())) {
                died(task, Diagnosis.neverHealthy(task));
                retire(List.of(task));
            }
        }
    }

    /** When {@link #fill} or {@link #expire} will next have something to do. */
    Optional<Instant> nextTimer() {
        List<Instant> timers = new ArrayList<>();
        for (Slot slot : slots) {
            if (slot.isVacant()) {
                timers.add(slot.notBefore);
            }
        }
        for (Task task : tasks.values()) {
            if (task.is(TaskState.STARTING)) {
                timers.add(task.deadline());
            }
        }
        return timers.stream().min(Instant::compareTo);
    }

    /** Takes a task that an earlier agent started, and that still runs, into a slot of its own. */
    void adopt(SavedTask saved, RunningTask running) {
        Slot slot = new Slot(saved.restarts());
        slots.add(slot);
        Task task = new Task(
                saved.id(), release, slot, saved.startedAt(), site.clock().instant());
        slot.task = task;
        tasks.put(task.id, task);
        site.logs().watch(task.id);
        started(task, running);
        running.onExit(exit -> mailbox.accept(new Message.Exited(task.id, exit)));
    }

    /** Returns whether the message is about a task of this fleet. */
    boolean handle(Message.OfTask message) {
        Task task = tasks.get(message.task());
        if (task == null) {
            return false;
        }
        switch (message) {
            case Message.Started begun -> started(task, begun.running());
            case Message.NotStarted not -> ended(task, Diagnosis.notStarted(task, not.cause()));
            case Message.HealthChanged changed -> healthChanged(task, changed);
            case Message.Drained _ -> {
                if (task.on(TaskState.Event.DRAINED, site.clock().instant())) {
                    end(task);
                }
            }
            case Message.Exited over -> ended(task, Diagnosis.exited(task, over.exit()));
        }
        return true;
    }

    /** Takes tasks out of the target group, in one step with letting others in, and ends each once it has drained. */
    void shift(Collection<Task> admit, Collection<Task> retired) {
        drain(retired, group.shift(ids(admit), ids(retired)));
    }

    void retire(Collection<Task> retired) {
        List<Task> targets = retired.stream().filter(task -> task.registered).toList();
        List<Task> others =
                retired.stream().filter(task -> task.is(TaskState.PENDING)).toList();
        shift(List.of(), targets);
        stop(others);
    }

    /** Nothing is left of it and nothing will come. */
    boolean isSpent() {
        return givenUp && tasks.isEmpty();
    }

    /** Gives up all places, and ends each task once it has drained. */
    void retireAll() {
        giveUp();
        retire(List.copyOf(tasks.values()));
    }

    /** Gives up all places. */
    void giveUp() {
        givenUp = true;
        slots.clear();
    }

    /** Frees the places of these tasks for good. */
    void giveUpSlots(Collection<Task> retired) {
        retired.forEach(task -> slots.remove(task.slot));
    }

    /** Ends tasks without waiting for their requests. */
    void stop(Collection<Task> stopped) {
        for (Task task : List.copyOf(stopped)) {
            if (task.on(TaskState.Event.STOP, site.clock().instant())) {
                deregister(task);
                end(task);
            }
        }
    }

    /** Takes tasks out of the group in one step with letting another fleet's tasks of the same group in. */
    void swap(Collection<Task> admit, Collection<Task> retired) {
        shift(admit, retired.stream().filter(task -> task.registered).toList());
    }

    /** Makes the service's thread look again. */
    void wake() {
        mailbox.accept(new Message.Wake());
    }

    private void drain(Collection<Task> drained, Map<String, ? extends CompletionStage<?>> stages) {
        for (Task task : drained) {
            task.registered = false;
            task.on(TaskState.Event.DEREGISTERED, site.clock().instant());
            CompletionStage<?> stage = stages.get(task.id);
            if (stage != null) {
                stage.thenRun(() -> mailbox.accept(new Message.Drained(task.id)));
            }
        }
    }

    static Set<String> ids(Collection<Task> tasks) {
        return tasks.stream().map(task -> task.id).collect(Collectors.toSet());
    }

    private void start(Slot slot) {
        Instant now = site.clock().instant();
        Task task = new Task(site.logs().create(), release, slot, now, now);
        slot.task = task;
        slot.lastEnd = "";
        tasks.put(task.id, task);
        TaskSpec spec = new TaskSpec(task.id, release, site.logs().folder(task.id));
        site.workers().execute(() -> {
            try {
                RunningTask running = runtime.start(spec);
                save(task, running);
                site.logs().watch(task.id);
                mailbox.accept(new Message.Started(task.id, running));
                running.onExit(exit -> mailbox.accept(new Message.Exited(task.id, exit)));
            } catch (TaskStartException | RuntimeException e) {
                LOG.warn(
                        "task {} of {} {} could not be started",
                        task.id,
                        release.app().name(),
                        release.label(),
                        e);
                mailbox.accept(new Message.NotStarted(task.id, "could not be started: " + e.getMessage()));
            }
        });
    }

    /** One that cannot be written down runs all the same: a later agent ends what it does not know. */
    private void save(Task task, RunningTask running) {
        SavedTask saved = new SavedTask(
                task.id, release.app().name(), release.number(), task.restarts, running.handle(), task.startedAt);
        site.remember("task " + task.id, state -> state.save(saved));
    }

    private void started(Task task, RunningTask running) {
        task.running = running;
        if (!task.on(TaskState.Event.STARTED, site.clock().instant())) {
            end(task);
            return;
        }
        var handle = running.handle();
        group.register(task.id, new InetSocketAddress(handle.host(), handle.port()), admission);
        task.registered = true;
    }

    private void healthChanged(Task task, Message.HealthChanged changed) {
        task.health = changed.health();
        Instant now = site.clock().instant();
        if (changed.health().state() == HealthState.HEALTHY) {
            task.on(TaskState.Event.HEALTHY, now);
        } else if (changed.health().state() == HealthState.UNHEALTHY && task.is(TaskState.RUNNING)) {
            died(task, Diagnosis.unhealthy(task));
            retire(List.of(task));
        }
    }

    private void end(Task task) {
        RunningTask running = task.running;
        if (running != null) {
            site.workers().execute(() -> running.stop(RunningTask.STOP_GRACE));
        }
    }

    private void ended(Task task, TaskDeath death) {
        boolean unasked = task.is(TaskState.PENDING, TaskState.STARTING, TaskState.RUNNING);
        deregister(task);
        if (unasked) {
            died(task, death);
        }
        task.on(TaskState.Event.EXITED, site.clock().instant());
        tasks.remove(task.id);
        if (task.running == null) {
            site.logs().delete(task.id);
            return;
        }
        site.logs().ended(task.id);
        Instant now = site.clock().instant();
        site.remember("the end of task " + task.id, state -> {
            state.ended(task.id, death.cause(), now);
            state.forgetEnded(release.app().name(), KEPT_LOGS).forEach(site.logs()::delete);
        });
    }

    private void died(Task task, TaskDeath death) {
        Instant now = site.clock().instant();
        LOG.warn("{} {}: task {} {}", release.app().name(), release.label(), task.id, death.cause());
        task.replaced = true;
        Slot slot = task.slot;
        slot.restarts++;
        slot.lastEnd = death.cause();
        slot.notBefore = now.plus(slot.backoff.afterFailure(task.healthyFor(now)));
        onDeath.accept(death);
    }

    private void deregister(Task task) {
        if (task.registered) {
            task.registered = false;
            group.deregister(task.id);
        }
    }
}
