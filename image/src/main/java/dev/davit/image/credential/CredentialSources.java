package dev.davit.image.credential;

import dev.davit.image.ImageReference;
import dev.davit.image.registry.Credential;
import dev.davit.image.registry.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The places where the credentials of registries are looked for, the first one that has some counts. */
public final class CredentialSources implements Credentials {

    private final List<Credentials> sources;

    private CredentialSources(List<Credentials> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * All places, for a program with this environment: {@code DAVIT_REGISTRY_*} for one registry
     * ({@link EnvironmentCredentials}); {@code config.json} in {@code DOCKER_CONFIG} or {@code ~/.docker}, with
     * credential helpers; {@code REGISTRY_AUTH_FILE} or else {@code $XDG_RUNTIME_DIR/containers/auth.json}, then
     * {@code ~/.config/containers/auth.json}.
     *
     * @param target the registry that is pushed to or logged in to, if there is one: the one that credentials in the
     *     environment are for when they do not name another
     * @param repositories what the program is about, for entries that hold for a namespace only
     */
    public static CredentialSources of(
            Map<String, String> environment, Optional<String> target, Collection<ImageReference> repositories) {
        List<Credentials> sources = new ArrayList<>();
        sources.add(new EnvironmentCredentials(environment, target));
        sources.add(new DockerCredentials(environment));
        containersFiles(environment)
                .forEach(file -> sources.add(new ContainersCredentials(file, environment, repositories)));
        return new CredentialSources(sources);
    }

    @Override
    public Optional<Credential> of(String registry) throws IOException {
        for (Credentials source : sources) {
            Optional<Credential> found = source.of(registry);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static List<Path> containersFiles(Map<String, String> environment) {
        Optional<Path> chosen = Places.variable(environment, "REGISTRY_AUTH_FILE");
        if (chosen.isPresent()) {
            return List.of(chosen.get());
        }
        List<Path> files = new ArrayList<>();
        Places.variable(environment, "XDG_RUNTIME_DIR")
                .ifPresent(folder -> files.add(folder.resolve("containers/auth.json")));
        files.add(Places.variable(environment, "XDG_CONFIG_HOME")
                .orElse(Places.home(environment).resolve(".config"))
                .resolve("containers/auth.json"));
        return files;
    }
}
