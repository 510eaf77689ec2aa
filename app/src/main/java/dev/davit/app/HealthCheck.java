package dev.davit.app;

import java.time.Duration;

/**
 * When a task counts as healthy, with the words and the meaning of an AWS target group's health check.
 *
 * @param path request path, starting with {@code /}
 * @param gracePeriod how long a task that has just started may fail its checks before it counts as failed
 */
public record HealthCheck(
        String path,
        SuccessCodes successCodes,
        Duration interval,
        Duration timeout,
        int healthyThreshold,
        int unhealthyThreshold,
        Duration gracePeriod) {
    public static final HealthCheck DEFAULTS = new HealthCheck(
            "/",
            new SuccessCodes(200, 399),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            2,
            3,
            Duration.ofSeconds(60));

    public HealthCheck {
        requirePath(path);
        if (timeout.compareTo(interval) > 0) {
            throw new IllegalArgumentException(
                    "the health check's timeout must not exceed its interval: " + timeout + " > " + interval);
        }
    }

    /** Returns the path when it can stand in a request line. */
    static String requirePath(String path) {
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException(
                    "'" + path + "' is not a request path: expected one that starts with '/', such as '/health'");
        }
        return path;
    }

    /** The statuses that count as success, both ends included. */
    public record SuccessCodes(int from, int to) {
        public SuccessCodes {
            if (from < 100 || to > 599 || from > to) {
                throw new IllegalArgumentException("'" + from + "-" + to
                        + "' is not a range of HTTP statuses: expected one such as '200-399' or '204'");
            }
        }

        /** Reads {@code 200} or {@code 200-399}. */
        public static SuccessCodes parse(String text) {
            String[] ends = text.split("-", 2);
            try {
                int from = Integer.parseInt(ends[0].strip());
                return new SuccessCodes(from, ends.length == 1 ? from : Integer.parseInt(ends[1].strip()));
            } catch (NumberFormatException _) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a range of HTTP statuses: expected one such as '200-399' or '204'");
            }
        }

        @Override
        public String toString() {
            return from == to ? Integer.toString(from) : from + "-" + to;
        }
    }
}
