package dev.davit.image.registry;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** Scheme, host and port of a URL: what has to stay the same for a credential to be sent along (RFC 6454). */
record Origin(String scheme, String host, int port) {

    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(?:\\.\\d{1,3}){3}");

    static Origin of(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        return new Origin(scheme, host, uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80);
    }

    boolean isSecure() {
        return scheme.equals("https");
    }

    /** Whether this is on this very machine, by name or number. */
    boolean isLoopback() {
        return isLoopback(host);
    }

    static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.equals("[::1]")
                || LOOPBACK_V4.matcher(host).matches();
    }

    /** Whether this is the host of a registry as settings name it, with the port where it is not the usual one. */
    boolean isNamed(String registry) {
        return registry.equalsIgnoreCase(host + ":" + port)
                || (port == (isSecure() ? 443 : 80) && registry.equalsIgnoreCase(host));
    }

    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port;
    }
}
