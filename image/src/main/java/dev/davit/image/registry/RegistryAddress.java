package dev.davit.image.registry;

import dev.davit.image.ImageReference;
import java.net.URI;
import java.util.Set;

/**
 * Where a registry answers.
 *
 * @param registry as references and settings name it
 * @param root the URL that all others lie below, with the slash at its end
 */
record RegistryAddress(String registry, URI root) {

    private static final String DOCKER_HUB = "docker.io";
    private static final String DOCKER_HUB_API = "registry-1.docker.io";

    /**
     * The address of a registry.
     *
     * @param insecure registries that are spoken to in plain HTTP, beside those on this machine
     */
    static RegistryAddress of(String registry, Set<String> insecure) {
        boolean plain = Origin.isLoopback(registry.replaceFirst(":\\d+$", "")) || insecure.contains(registry);
        String host = registry.equals(DOCKER_HUB) ? DOCKER_HUB_API : registry;
        return new RegistryAddress(registry, URI.create((plain ? "http" : "https") + "://" + host + "/v2/"));
    }

    static boolean isDockerHub(String registry) {
        return registry.equals(DOCKER_HUB);
    }

    Origin origin() {
        return Origin.of(root);
    }

    /** Where the repository of this name answers. */
    URI repository(String name) {
        return root.resolve(name + "/");
    }

    URI repository(ImageReference reference) {
        return repository(reference.repository());
    }
}
