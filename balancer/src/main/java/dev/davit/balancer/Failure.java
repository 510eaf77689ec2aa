package dev.davit.balancer;

import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names the failures of connections in words that hold no address. */
final class Failure {
    private static final Logger LOG = LoggerFactory.getLogger("dev.davit.balancer");

    private Failure() {}

    /** Broken connections are everyday life; anything else is a fault of this library and closes one connection. */
    static void logUnlessIo(Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("a connection is closed because of an unexpected failure", cause);
        }
    }

    static boolean isTimeout(Throwable cause) {
        return cause instanceof ConnectTimeoutException;
    }

    static boolean isRefused(Throwable cause) {
        return cause instanceof ConnectException
                && !isTimeout(cause)
                && String.valueOf(cause.getMessage()).contains("refused");
    }

    static String connecting(Throwable cause, Duration timeout) {
        if (isTimeout(cause)) {
            return "no connection within " + text(timeout);
        }
        if (isRefused(cause)) {
            return "connection refused";
        }
        return cause instanceof NoRouteToHostException ? "no route to host" : "connection failed";
    }

    /** {@code 2s}, {@code 1.5s}, {@code 300ms}. */
    static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + "ms";
        }
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis / 1000.0 + "s";
    }
}
