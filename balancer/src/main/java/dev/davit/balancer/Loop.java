package dev.davit.balancer;

import dev.davit.balancer.http1.RequestHead;
import dev.davit.balancer.http1.ResponseHead;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What belongs to one event loop: its parsers, its clock, its deadlines. Used by that loop's thread alone. */
final class Loop {
    private static final long TICK_MILLIS = 100;

    final int index;
    final EventLoop executor;
    final Settings settings;
    final RequestHead requestHead = new RequestHead();
    final ResponseHead responseHead = new ResponseHead();
    final Bootstrap bootstrap;
    private final List<Timed> timed = new ArrayList<>();
    private long now = System.nanoTime();

    Loop(int index, EventLoop executor, Settings settings, Bootstrap bootstrap) {
        this.index = index;
        this.executor = executor;
        this.settings = settings;
        this.bootstrap = bootstrap.clone(executor);
    }

    void start() {
        var _ = executor.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A clock that moves ten times a second. */
    long now() {
        return now;
    }

    void add(Timed handler) {
        handler.slot = timed.size();
        timed.add(handler);
    }

    void remove(Timed handler) {
        int slot = handler.slot;
        if (slot >= 0) {
            Timed last = timed.removeLast();
            if (last.slot != slot) {
                timed.set(slot, last);
                last.slot = slot;
            }
            handler.slot = -1;
        }
    }

    private void tick() {
        now = System.nanoTime();
        for (int i = timed.size() - 1; i >= 0; i--) {
            // What expires may remove several, the list may be shorter than the index now.
            if (i < timed.size()) {
                Timed handler = timed.get(i);
                if (handler.deadline <= now) {
                    handler.deadline = Timed.NEVER;
                    handler.expired();
                }
            }
        }
    }
}
