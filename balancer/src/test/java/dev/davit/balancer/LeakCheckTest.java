package dev.davit.balancer;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
    @Test
    void forgottenBufferIsFound() {
        leak();

        Fixture.await("the leak to be reported", () -> {
            LeakCheck.look();
            return LeakCheck.FOUND.removeIf(found -> found.contains("LeakCheckTest"));
        });
    }

    private static void leak() {
        PooledByteBufAllocator.DEFAULT.directBuffer(16).writeInt(1);
    }
}
