package dev.davit.image.credential;

import dev.davit.image.registry.Credential;
import dev.davit.image.registry.Credentials;
import java.util.Map;
import java.util.Optional;

/**
 * {@code DAVIT_REGISTRY_USER} with {@code DAVIT_REGISTRY_PASSWORD}, or {@code DAVIT_REGISTRY_TOKEN}, an access token that is
 * sent as it is. They are for the one registry that {@code DAVIT_REGISTRY} names, or else for the one that is pushed to.
 */
final class EnvironmentCredentials implements Credentials {

    private final Map<String, String> environment;
    private final Optional<String> target;

    EnvironmentCredentials(Map<String, String> environment, Optional<String> target) {
        this.environment = environment;
        this.target = target;
    }

    @Override
    public Optional<Credential> of(String registry) throws CredentialException {
        Optional<String> meant = variable("DAVIT_REGISTRY").or(() -> target).map(AuthKey::host);
        if (meant.isEmpty() || !meant.get().equals(AuthKey.host(registry))) {
            return Optional.empty();
        }
        Optional<String> user = variable("DAVIT_REGISTRY_USER");
        Optional<String> password = variable("DAVIT_REGISTRY_PASSWORD");
        if (user.isPresent() != password.isPresent()) {
            throw new CredentialException("DAVIT_REGISTRY_" + (user.isPresent() ? "USER" : "PASSWORD")
                    + " is set and DAVIT_REGISTRY_" + (user.isPresent() ? "PASSWORD" : "USER")
                    + " is not: they go together. Set both or neither.");
        }
        if (user.isPresent()) {
            return Optional.of(new Credential.Password(user.get(), password.get()));
        }
        return variable("DAVIT_REGISTRY_TOKEN").map(Credential.RegistryToken::new);
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }
}
