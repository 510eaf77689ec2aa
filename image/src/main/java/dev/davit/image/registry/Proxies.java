package dev.davit.image.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} name, in upper or lower case. Hosts on this
 * machine are never asked through a proxy.
 */
final class Proxies extends ProxySelector {

    /** The JDK refuses to send a password to a proxy for TLS, in the clear as it is, unless this is empty. */
    private static final String TUNNELING = "jdk.http.auth.tunneling.disabledSchemes";

    private final Optional<Server> secure;
    private final Optional<Server> plain;
    private final NoProxy exceptions;

    private Proxies(Optional<Server> secure, Optional<Server> plain, NoProxy exceptions) {
        this.secure = secure;
        this.plain = plain;
        this.exceptions = exceptions;
    }

    /**
     * Reads the variables.
     *
     * @throws IllegalArgumentException when one of them names a proxy of a kind that cannot be used
     */
    static Proxies of(Map<String, String> environment) {
        return new Proxies(
                variable(environment, "HTTPS_PROXY").map(value -> Server.parse("HTTPS_PROXY", value)),
                variable(environment, "HTTP_PROXY").map(value -> Server.parse("HTTP_PROXY", value)),
                NoProxy.parse(variable(environment, "NO_PROXY").orElse("")));
    }

    /** What the proxy for this URL wants to see, if a password was given for it. */
    Optional<String> authorization(URI uri) {
        return server(uri).flatMap(Server::authorization);
    }

    /** Lets the JDK send a proxy's password. Of use only before its client is first used, because it looks just once. */
    void allowBasic() {
        if (secure.flatMap(Server::authorization).isPresent() && System.getProperty(TUNNELING) == null) {
            System.setProperty(TUNNELING, "");
        }
    }

    @Override
    public List<Proxy> select(URI uri) {
        return List.of(server(uri).map(Server::proxy).orElse(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // Whoever sent the request is told.
    }

    private Optional<Server> server(URI uri) {
        Origin origin = Origin.of(uri);
        Optional<Server> server = origin.isSecure() ? secure : plain;
        return server.filter(_ -> !origin.isLoopback() && !exceptions.contain(origin));
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .or(() -> Optional.ofNullable(environment.get(name.toLowerCase(Locale.ROOT))))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    /** One proxy. Its {@code toString} does not show the password. */
    private record Server(String host, int port, Optional<String> authorization) {

        static Server parse(String variable, String value) {
            URI uri = uri(value.contains("://") ? value : "http://" + value);
            if (uri == null || uri.getHost() == null || !"http".equalsIgnoreCase(uri.getScheme())) {
                throw new IllegalArgumentException(
                        variable
                                + " names no proxy that can be used. Expected http://[user:password@]host[:port]; other kinds of proxies are not supported.");
            }
            return new Server(
                    uri.getHost(),
                    uri.getPort() < 0 ? 80 : uri.getPort(),
                    Optional.ofNullable(uri.getRawUserInfo()).map(Server::basic));
        }

        Proxy proxy() {
            return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
        }

        private static @Nullable URI uri(String text) {
            try {
                return URI.create(text);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        private static String basic(String userInfo) {
            String pair = URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
