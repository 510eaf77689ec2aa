package dev.davit.balancer;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Chooses targets from an immutable array that is read once for each request. */
final class Rotation {
    private final Algorithm algorithm;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile Target[] available = {};

    Rotation(Algorithm algorithm) {
        this.algorithm = algorithm;
    }

    /** Takes over the array. */
    void publish(Target[] targets) {
        available = targets;
    }

    boolean isAvailable() {
        return available.length > 0;
    }

    @Nullable
    Target acquire(List<Target> tried) {
        while (true) {
            Target[] targets = available;
            Target chosen = choose(targets, tried);
            if (chosen == null) {
                return null;
            }
            if (chosen.acquire()) {
                return chosen;
            }
            // It began to drain: the array that names it is not the current one any more.
            Thread.onSpinWait();
        }
    }

    private @Nullable Target choose(Target[] targets, List<Target> tried) {
        if (targets.length == 0) {
            return null;
        }
        int start = (turn.getAndIncrement() & Integer.MAX_VALUE) % targets.length;
        if (algorithm == Algorithm.ROUND_ROBIN && tried.isEmpty()) {
            return targets[start];
        }
        Target best = null;
        for (int i = 0; i < targets.length; i++) {
            Target target = targets[(start + i) % targets.length];
            if (!tried.contains(target)) {
                if (algorithm == Algorithm.ROUND_ROBIN) {
                    return target;
                }
                if (best == null || target.inFlight() < best.inFlight()) {
                    best = target;
                }
            }
        }
        return best;
    }
}
