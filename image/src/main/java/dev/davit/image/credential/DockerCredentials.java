package dev.davit.image.credential;

import dev.davit.image.registry.Credential;
import dev.davit.image.registry.Credentials;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** What {@code docker login} and {@code davit login} have kept: in {@code config.json}, or with the helper it names. */
final class DockerCredentials implements Credentials {

    private final Map<String, String> environment;

    DockerCredentials(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Optional<Credential> of(String registry) throws IOException {
        AuthFile file = AuthFile.read(Places.dockerConfig(environment));
        String name = AuthKey.normal(registry);
        Optional<String> helper = file.helper(name);
        if (helper.isPresent()) {
            Optional<Credential> kept = new CredentialHelper(helper.get(), environment).get(name);
            if (kept.isPresent()) {
                return kept;
            }
        }
        return file.credential(name);
    }
}
