package dev.davit.balancer;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One address that may get a group's requests. Its values are live; {@link #snapshot()} holds still. */
public final class Target {
    private final String id;
    private final InetSocketAddress address;
    private final TargetGroup group;
    private final UpstreamPool[] pools;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final LongAdder requests = new LongAdder();
    private final LongAdder failures = new LongAdder();
    final StatusCounts.Counter statuses = new StatusCounts.Counter();

    /** False from the moment it drains; written under the group's lock. */
    private volatile boolean accepting = true;

    /** Written under the group's lock, as is {@link #admitted}. */
    volatile TargetHealth health;

    volatile boolean admitted;

    /** The following are guarded by the group's lock. */
    final HealthMachine machine;

    final HealthChecker checker;

    @Nullable
    CompletableFuture<Drained> drained;

    long drainingSince;

    Target(
            String id,
            InetSocketAddress address,
            TargetGroup group,
            boolean admitted,
            TargetHealth health,
            Loop[] loops) {
        this.id = id;
        this.address = address;
        this.group = group;
        this.admitted = admitted;
        this.health = health;
        HealthCheck check = group.settings().healthCheck();
        machine = new HealthMachine(check.healthyThreshold(), check.unhealthyThreshold());
        pools = new UpstreamPool[loops.length];
        for (Loop loop : loops) {
            pools[loop.index] = new UpstreamPool(this, loop);
        }
        checker = new HealthChecker(this, check, loops[Math.floorMod(id.hashCode(), loops.length)]);
    }

    public String id() {
        return id;
    }

    public InetSocketAddress address() {
        return address;
    }

    public TargetGroup group() {
        return group;
    }

    public TargetHealth health() {
        return health;
    }

    /** Whether it gets traffic while healthy. */
    public boolean admitted() {
        return admitted;
    }

    public int inFlight() {
        return inFlight.get();
    }

    public TargetSnapshot snapshot() {
        return new TargetSnapshot(
                id, address, health, admitted, requests.sum(), inFlight.get(), statuses.snapshot(), failures.sum());
    }

    Duration connectTimeout() {
        return group.settings().timeouts().connect();
    }

    UpstreamPool pool(Loop loop) {
        return pools[loop.index];
    }

    UpstreamPool[] pools() {
        return pools;
    }

    boolean isAccepting() {
        return accepting;
    }

    void stopAccepting() {
        accepting = false;
    }

    /**
     * Counts a request in, unless the target has begun to drain. Counting before looking is what makes draining exact: whoever stops the target
     * and then sees no request in flight knows that none can follow.
     */
    boolean acquire() {
        inFlight.incrementAndGet();
        if (accepting) {
            requests.increment();
            return true;
        }
        release();
        return false;
    }

    void release() {
        if (inFlight.decrementAndGet() == 0 && !accepting) {
            group.emptied(this);
        }
    }

    /** Traffic could not be delivered; {@code suspect} takes it out of the rotation until a check has passed. */
    void failed(boolean suspect, String description) {
        failures.increment();
        if (suspect) {
            group.trafficFailed(this, description);
        }
    }

    @Override
    public String toString() {
        return id + " at " + address.getHostString() + ":" + address.getPort();
    }
}
