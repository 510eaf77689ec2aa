package dev.davit.image.registry;

import dev.davit.image.ImageReference;
import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/** Where the repository of a reference answers. */
record RegistryAddress(String registry, URI repository) {

    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(?:\\.\\d{1,3}){3}");

    /**
     * Finds the address.
     *
     * @param insecure registries that are spoken to in plain HTTP, beside those on this machine
     */
    static RegistryAddress of(ImageReference reference, Set<String> insecure) {
        String registry = reference.registry();
        String scheme = isLoopback(registry) || insecure.contains(registry) ? "http" : "https";
        String host = registry.equals("docker.io") ? "registry-1.docker.io" : registry;
        return new RegistryAddress(registry, URI.create(scheme + "://" + host + "/v2/" + reference.repository() + "/"));
    }

    boolean isPlain() {
        return "http".equals(repository.getScheme());
    }

    URI blob(String digest) {
        return repository.resolve("blobs/" + digest);
    }

    URI uploads() {
        return repository.resolve("blobs/uploads/");
    }

    URI manifest(String tagOrDigest) {
        return repository.resolve("manifests/" + tagOrDigest);
    }

    private static boolean isLoopback(String registry) {
        String host = registry.replaceFirst(":\\d+$", "");
        return host.equals("localhost")
                || host.equals("[::1]")
                || LOOPBACK_V4.matcher(host).matches();
    }
}
