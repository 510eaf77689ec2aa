package dev.davit.image.registry;

import java.time.Duration;

/** When bytes last moved. Safe for use by many threads. */
final class Pulse {

    private volatile long last = System.nanoTime();

    void beat() {
        last = System.nanoTime();
    }

    /** How much longer nothing may move; negative when it has been too long. */
    Duration left(Duration patience) {
        return patience.minusNanos(System.nanoTime() - last);
    }
}
