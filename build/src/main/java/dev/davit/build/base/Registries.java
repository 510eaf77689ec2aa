package dev.davit.build.base;

import dev.davit.image.registry.RegistryClient;
import java.io.IOException;

/** The way to registries, with the user's settings and credentials. */
@FunctionalInterface
public interface Registries {
    /** For builds that use no base image of a registry, or only such as are in the store. */
    Registries NONE = () -> {
        throw new IOException("no registry can be asked here");
    };

    /** A new client, asked for only when a request has to be made; whoever asked closes it. */
    RegistryClient open() throws IOException;
}
