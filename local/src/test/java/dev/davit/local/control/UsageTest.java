package dev.davit.local.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UsageTest {
    private final AtomicInteger ends = new AtomicInteger();
    private boolean empty = true;
    private final Usage usage = new Usage(() -> empty, ends::incrementAndGet);

    @Test
    void lastOneIsToldThatTheAgentEndsAndNobodyComesAfter() {
        usage.enter();
        usage.keep();
        usage.release();
        assertThat(usage.endsWithThis()).isTrue();
        assertThat(usage.enter()).isFalse();
        assertThat(ends).hasValue(0);
        usage.exit();
        usage.endIfUnused();
        assertThat(ends).hasValue(1);
    }

    @Test
    void agentThatSomebodyElseUsesDoesNotEndWithThisOne() {
        usage.enter();
        usage.enter();
        assertThat(usage.endsWithThis()).isFalse();
        usage.exit();
        assertThat(ends).hasValue(0);
    }

    @Test
    void agentWithAServiceDoesNotEnd() {
        empty = false;
        usage.enter();
        assertThat(usage.endsWithThis()).isFalse();
        usage.exit();
        usage.endIfUnused();
        assertThat(usage.enter()).isTrue();
    }
}
