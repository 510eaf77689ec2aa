package dev.davit.balancer;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The targets that share the requests of a listener. */
public final class TargetGroup implements AutoCloseable {
    private final String name;
    private final TargetGroupSettings settings;
    private final Loop[] loops;
    private final Executor notifier;
    private final InstantSource clock;
    private final Runnable onClose;
    private final List<TargetGroupListener> listeners = new CopyOnWriteArrayList<>();
    private final Rotation rotation;

    /** Guards {@link #targets} and the control-plane state of each target. No request takes it, unless it failed. */
    private final Object lock = new Object();

    private final Map<String, Target> targets = new LinkedHashMap<>();
    private boolean closed;

    /** Requests without a target; each queue belongs to the loop of its index. */
    private final List<ArrayDeque<Exchange>> waiting = new ArrayList<>();

    private final AtomicInteger waitingCount = new AtomicInteger();

    TargetGroup(
            String name,
            TargetGroupSettings settings,
            Loop[] loops,
            Executor notifier,
            InstantSource clock,
            Runnable onClose) {
        this.name = name;
        this.settings = settings;
        this.loops = loops;
        this.notifier = notifier;
        this.clock = clock;
        this.onClose = onClose;
        rotation = new Rotation(settings.algorithm());
        for (Loop _ : loops) {
            waiting.add(new ArrayDeque<>());
        }
    }

    public String name() {
        return name;
    }

    public TargetGroupSettings settings() {
        return settings;
    }

    /**
     * Adds a target and begins to check it at once.
     *
     * @throws IllegalArgumentException where the id is taken (by a draining target too) or the address unresolved
     * @throws IllegalStateException where the group is closed
     */
    public Target register(String id, InetSocketAddress address, Admission admission) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                    "target " + id + ": host " + address.getHostString() + " is not resolved");
        }
        TargetHealth initial = new TargetHealth(
                HealthState.INITIAL, HealthReason.REGISTRATION_IN_PROGRESS, "not checked yet", "", clock.instant());
        Target target = new Target(id, address, this, admission == Admission.WHEN_HEALTHY, initial, loops);
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("target group " + name + " is closed");
            }
            if (targets.putIfAbsent(id, target) != null) {
                throw new IllegalArgumentException("target group " + name + " has a target " + id + " already");
            }
        }
        target.checker.start();
        return target;
    }

    /**
     * In one step, the targets of {@code admit} begin to get traffic (once healthy, where they are not yet) and those of {@code deregister} get
     * no new request and drain. No request sees a state between.
     *
     * @return for each deregistered id what {@link #deregister} returns
     * @throws IllegalArgumentException where an id is not registered, is in both sets, or is to be admitted while draining; nothing is changed then
     */
    public Map<String, CompletionStage<Drained>> shift(Set<String> admit, Set<String> deregister) {
        Map<String, CompletionStage<Drained>> stages = new LinkedHashMap<>();
        List<Target> draining = new ArrayList<>();
        synchronized (lock) {
            for (String id : admit) {
                if (deregister.contains(id) || registered(id).machine.state() == HealthMachine.State.DRAINING) {
                    throw new IllegalArgumentException(
                            "target " + id + " is draining or to be deregistered, it cannot be admitted");
                }
            }
            deregister.forEach(this::registered);
            admit.forEach(id -> registered(id).admitted = true);
            for (String id : new LinkedHashSet<>(deregister)) {
                Target target = registered(id);
                CompletableFuture<Drained> stage = target.drained;
                if (stage == null) {
                    stage = new CompletableFuture<>();
                    target.drained = stage;
                    target.drainingSince = System.nanoTime();
                    target.machine.deregistered();
                    setHealth(target, HealthReason.DEREGISTRATION_IN_PROGRESS, "deregistered", "");
                    draining.add(target);
                }
                stages.put(id, stage);
            }
            publish();
            draining.forEach(Target::stopAccepting);
        }
        for (Target target : draining) {
            target.checker.stop();
            if (target.inFlight() == 0) {
                emptied(target);
            } else {
                var _ = loops[0].executor.schedule(
                        () -> finish(target, target.inFlight()),
                        settings.deregistrationDelay().toNanos(),
                        TimeUnit.NANOSECONDS);
            }
        }
        return stages;
    }

    /**
     * Stops sending new requests to a target. The stage completes when it has no request in flight, or when the deregistration delay has
     * passed: then its connections are closed and the requests on them are cut. After that the id is free again.
     */
    public CompletionStage<Drained> deregister(String id) {
        return Objects.requireNonNull(shift(Set.of(), Set.of(id)).get(id));
    }

    /** All targets, draining ones too, in the order of their registration. */
    public List<TargetSnapshot> targets() {
        synchronized (lock) {
            return targets.values().stream().map(Target::snapshot).toList();
        }
    }

    public void addListener(TargetGroupListener listener) {
        listeners.add(listener);
    }

    public void removeListener(TargetGroupListener listener) {
        listeners.remove(listener);
    }

    /** Deregisters every target without delay, cutting what is in flight. Listeners that still forward here answer 503. */
    @Override
    public void close() {
        List<Target> all;
        synchronized (lock) {
            closed = true;
            all = List.copyOf(targets.values());
            shift(Set.of(), Set.copyOf(targets.keySet()));
        }
        all.forEach(target -> finish(target, target.inFlight()));
        onClose.run();
    }

    private Target registered(String id) {
        Target target = targets.get(id);
        if (target == null) {
            throw new IllegalArgumentException("target group " + name + " has no target " + id);
        }
        return target;
    }

    /** A target for one request, counted in; null where none but {@code tried} may have it. Called by loops. */
    @Nullable
    Target acquire(List<Target> tried) {
        return rotation.acquire(tried);
    }

    /** Takes in a check's result and returns the state it led to. */
    HealthMachine.State checked(Target target, CheckResult result) {
        synchronized (lock) {
            if (target.machine.state() != HealthMachine.State.DRAINING) {
                target.machine.checked(result.passed());
                setHealth(target, result.reason(), result.description(), result.body());
                publish();
            }
            return target.machine.state();
        }
    }

    void trafficFailed(Target target, String description) {
        boolean suspected;
        synchronized (lock) {
            suspected = target.machine.state() == HealthMachine.State.HEALTHY;
            if (suspected) {
                target.machine.trafficFailed();
                setHealth(target, HealthReason.SUSPECTED, description, "");
                publish();
            }
        }
        if (suspected) {
            target.checker.checkNow();
        }
    }

    /** Guarded by the lock. */
    private void setHealth(Target target, HealthReason reason, String description, String body) {
        TargetHealth before = target.health;
        HealthState state = target.machine.state().visible();
        TargetHealth after = new TargetHealth(state, reason, description, body, clock.instant());
        if (after.sameAs(before)) {
            target.health = new TargetHealth(state, reason, description, body, before.since());
            return;
        }
        target.health = after;
        notifier.execute(() -> listeners.forEach(listener -> listener.healthChanged(target, before, after)));
    }

    /** Guarded by the lock. */
    private void publish() {
        Target[] available = targets.values().stream()
                .filter(target -> target.admitted && target.machine.state() == HealthMachine.State.HEALTHY)
                .toArray(Target[]::new);
        rotation.publish(available);
        if (available.length > 0 && waitingCount.get() > 0) {
            for (Loop loop : loops) {
                loop.executor.execute(() -> wake(loop));
            }
        }
    }

    /** A draining target has no request in flight any more. */
    void emptied(Target target) {
        loops[0].executor.execute(() -> finish(target, 0));
    }

    private void finish(Target target, int cutRequests) {
        CompletableFuture<Drained> stage;
        Drained result;
        synchronized (lock) {
            stage = target.drained;
            if (stage == null || !targets.remove(target.id(), target)) {
                return;
            }
            result = new Drained(target.id(), cutRequests, Duration.ofNanos(System.nanoTime() - target.drainingSince));
        }
        List<CompletableFuture<?>> closing = new ArrayList<>();
        for (UpstreamPool pool : target.pools()) {
            closing.add(pool.close());
        }
        var _ = CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new))
                .whenComplete((_, _) -> notifier.execute(() -> stage.complete(result)));
    }

    /** Queues a request until a target is available; false where too many wait. Called by the exchange's loop. */
    boolean await(Exchange exchange, Loop loop) {
        if (waitingCount.incrementAndGet() > settings.maxWaiting()) {
            waitingCount.decrementAndGet();
            return false;
        }
        waiting.get(loop.index).add(exchange);
        // A target that came between the failed acquire and this moment has seen no one waiting.
        if (rotation.isAvailable()) {
            loop.executor.execute(() -> wake(loop));
        }
        return true;
    }

    void forget(Exchange exchange, Loop loop) {
        if (waiting.get(loop.index).remove(exchange)) {
            waitingCount.decrementAndGet();
        }
    }

    /** Lets every waiting request look for a target again: its listener may forward to another group by now. */
    void releaseWaiting() {
        for (Loop loop : loops) {
            loop.executor.execute(() -> {
                List<Exchange> released = List.copyOf(waiting.get(loop.index));
                waiting.get(loop.index).clear();
                waitingCount.addAndGet(-released.size());
                released.forEach(Exchange::wake);
            });
        }
    }

    private void wake(Loop loop) {
        ArrayDeque<Exchange> queue = waiting.get(loop.index);
        for (int i = queue.size(); i > 0 && rotation.isAvailable(); i--) {
            Exchange exchange = queue.poll();
            if (exchange != null) {
                waitingCount.decrementAndGet();
                exchange.wake();
            }
        }
    }
}
