package dev.davit.image.credential;

import java.util.List;
import java.util.Locale;

/**
 * What registries are called in configuration files. Docker writes a host name with its port, and for Docker Hub
 * {@code https://index.docker.io/v1/}; older versions wrote URLs for all of them.
 */
final class AuthKey {

    private static final String DOCKER_HUB = "docker.io";
    private static final String DOCKER_HUB_KEY = "https://index.docker.io/v1/";
    private static final List<String> DOCKER_HUB_HOSTS =
            List.of(DOCKER_HUB, "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com");

    private AuthKey() {}

    /** What Docker and its helpers call this registry. */
    static String of(String registry) {
        return isDockerHub(registry) ? DOCKER_HUB_KEY : registry;
    }

    /** The key without scheme and trailing slashes, and with one name for Docker Hub: {@code host[:port][/path]}. */
    static String normal(String key) {
        String place = key.replaceFirst("^https?://", "").replaceFirst("/+$", "");
        int slash = place.indexOf('/');
        String host = (slash < 0 ? place : place.substring(0, slash)).toLowerCase(Locale.ROOT);
        String path = slash < 0 ? "" : place.substring(slash);
        if (isDockerHub(host)) {
            host = DOCKER_HUB;
        }
        boolean isVersion = path.equals("/v1") || path.equals("/v2");
        return host + (isVersion ? "" : path);
    }

    /** The registry alone. */
    static String host(String key) {
        String normal = normal(key);
        int slash = normal.indexOf('/');
        return slash < 0 ? normal : normal.substring(0, slash);
    }

    private static boolean isDockerHub(String host) {
        return DOCKER_HUB_HOSTS.contains(host);
    }
}
