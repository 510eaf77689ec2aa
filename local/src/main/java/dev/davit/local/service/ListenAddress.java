package dev.davit.local.service;

import dev.davit.app.Failure;
import java.net.URI;

/** Where a service takes requests on this machine. */
public record ListenAddress(String host, int port) {
    private static final String LOOPBACK = "127.0.0.1";

    public ListenAddress {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(port + " is not a port: expected 1 to 65535");
        }
        if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '[' || c == ']')) {
            throw new IllegalArgumentException("'" + host + "' is not an address: expected one such as 127.0.0.1");
        }
    }

    public static ListenAddress ofPort(int port) {
        return new ListenAddress(LOOPBACK, port);
    }

    /**
     * Reads {@code PORT} or {@code ADDRESS:PORT}, such as {@code 5001}, {@code 0.0.0.0:80} or {@code [::1]:5000}.
     *
     * @throws Failure of category USAGE
     */
    public static ListenAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? LOOPBACK : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new ListenAddress(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException _) {
            throw Failure.of(
                    Failure.Category.USAGE,
                    "'" + text + "' is not where a service can listen: expected [ADDRESS:]PORT, such as 5001 or"
                            + " 0.0.0.0:5001");
        }
    }

    /** Where a browser on this machine finds it. */
    public URI url() {
        String shown = host.equals("0.0.0.0") || host.equals("::") ? LOOPBACK : host;
        return URI.create("http://" + bracketed(shown) + ":" + port);
    }

    @Override
    public String toString() {
        return bracketed(host) + ":" + port;
    }

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
