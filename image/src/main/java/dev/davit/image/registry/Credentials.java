package dev.davit.image.registry;

import java.io.IOException;
import java.util.Optional;

/** Where the credential for a registry is found. Asked at most once a registry by each client; safe for many threads. */
@FunctionalInterface
public interface Credentials {

    /** Knows nobody: every registry is spoken to anonymously. */
    Credentials NONE = _ -> Optional.empty();

    /**
     * The credential for this registry, if there is one.
     *
     * @param registry as an image reference names it: {@code docker.io}, {@code registry.example.com:5000}
     * @throws IOException when the place that should know cannot be read
     */
    Optional<Credential> of(String registry) throws IOException;
}
