package dev.davit.balancer;

import java.time.Duration;

/**
 * How long a target may take. All are kept to within about a tenth of a second.
 *
 * @param connect for a connection to be made, else 504 or another target
 * @param response from the end of the request to the head of the response, else 504
 * @param idle without a byte either way while a body or an upgraded connection is under way; then it is cut
 * @param keepAlive how long an unused connection is kept. Short on purpose: application servers close theirs after five seconds or more,
 *     and a request sent into such a close is lost
 */
public record Timeouts(Duration connect, Duration response, Duration idle, Duration keepAlive) {
    public Timeouts {
        Positive.check("connect timeout", connect);
        Positive.check("response timeout", response);
        Positive.check("idle timeout", idle);
        Positive.orZero("keep-alive time", keepAlive);
    }

    /** 2 s to connect, 60 s to respond, 60 s idle, 4 s kept. */
    public static Timeouts defaults() {
        return new Timeouts(
                Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(4));
    }
}
