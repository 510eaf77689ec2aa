package dev.davit.image.registry;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How often and after which pauses something is tried again. Safe for use by many threads when its parts are. */
record Backoff(Clock clock, Sleeper sleeper, RandomGenerator random) {

    /** Tries of one request, the first one included. */
    static final int TRIES = 5;

    private static final Duration FIRST = Duration.ofMillis(300);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** The longest that a registry may ask to be waited for; beyond it the person should decide. */
    static final Duration LONGEST_ASKED = Duration.ofSeconds(60);

    /** Waits. */
    interface Sleeper {
        void sleep(Duration duration) throws InterruptedException;
    }

    /**
     * Waits before the next try: what the registry asked for, or twice as long as the last time, of which a random half
     * is left out so that many clients do not come back at once.
     *
     * @param failures how often it has failed, at least once
     */
    void pause(int failures, Optional<Duration> asked) throws InterruptedException {
        long most = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures - 1, 16));
        Duration own = Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
        sleeper.sleep(asked.filter(wait -> wait.compareTo(own) > 0).orElse(own));
    }

    /** Reads {@code Retry-After}: seconds, or a date (RFC 9110, section 10.2.3). What is neither says nothing. */
    Optional<Duration> retryAfter(Optional<String> header) {
        try {
            return header.map(String::strip).map(text -> {
                if (text.matches("\\d{1,9}")) {
                    return Duration.ofSeconds(Long.parseLong(text));
                }
                Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                Duration left = Duration.between(clock.instant(), until);
                return left.isNegative() ? Duration.ZERO : left;
            });
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
