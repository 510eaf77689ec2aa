package dev.davit.balancer;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Netty's leak detector, made to fail tests; the build names it in a system property. What a test leaks may be found in a later one. */
public final class LeakCheck<T> extends ResourceLeakDetector<T> {
    static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

    public LeakCheck(Class<?> resourceType, int samplingInterval) {
        super(resourceType, samplingInterval);
    }

    public LeakCheck(Class<?> resourceType, int samplingInterval, long maxActive) {
        super(resourceType, samplingInterval);
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        FOUND.add(resourceType + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        FOUND.add(resourceType);
    }

    /** Collects garbage and lets the detector look at what came of it. */
    static void look() {
        System.gc();
        for (int i = 0; i < 10; i++) {
            PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
    }

    static void assertNone() {
        look();
        if (!FOUND.isEmpty()) {
            throw new AssertionError("leaked: " + FOUND.poll());
        }
    }
}
