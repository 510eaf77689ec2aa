package dev.davit.local.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff();

    @Test
    void firstReplacementIsImmediateAndLaterOnesWaitTwiceAsLongEachTime() {
        assertThat(IntStream.range(0, 9)
                        .mapToObj(_ -> backoff.afterFailure(Duration.ZERO).toSeconds()))
                .containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    @Test
    void minuteOfHealthBeginsTheCountAnew() {
        for (int i = 0; i < 5; i++) {
            backoff.afterFailure(Duration.ofSeconds(59));
        }
        assertThat(backoff.isCrashLoop()).isTrue();
        assertThat(backoff.afterFailure(Duration.ofSeconds(60))).isZero();
        assertThat(backoff.isCrashLoop()).isFalse();
    }

    @Test
    void thirdFailureInARowIsACrashLoop() {
        backoff.afterFailure(Duration.ZERO);
        backoff.afterFailure(Duration.ZERO);
        assertThat(backoff.isCrashLoop()).isFalse();
        backoff.afterFailure(Duration.ZERO);
        assertThat(backoff.isCrashLoop()).isTrue();
    }
}
