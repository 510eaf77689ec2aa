package dev.davit.image.credential;

import dev.davit.image.ImageReference;
import dev.davit.image.registry.Credential;
import dev.davit.image.registry.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An {@code auth.json} of Podman, Buildah and Skopeo, whose entries may hold for a part of a registry. */
final class ContainersCredentials implements Credentials {

    private final Path file;
    private final Map<String, String> environment;
    private final List<ImageReference> repositories;

    ContainersCredentials(Path file, Map<String, String> environment, Collection<ImageReference> repositories) {
        this.file = file;
        this.environment = environment;
        this.repositories = List.copyOf(repositories);
    }

    @Override
    public Optional<Credential> of(String registry) throws IOException {
        AuthFile auths = AuthFile.read(file);
        String name = AuthKey.normal(registry);
        Optional<String> helper = auths.helper(name);
        if (helper.isPresent()) {
            Optional<Credential> kept = new CredentialHelper(helper.get(), environment).get(name);
            if (kept.isPresent()) {
                return kept;
            }
        }
        for (ImageReference repository : repositories) {
            if (AuthKey.normal(repository.registry()).equals(name)) {
                return auths.credential(name + "/" + repository.repository());
            }
        }
        return auths.credential(name);
    }
}
