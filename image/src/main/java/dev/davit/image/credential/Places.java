package dev.davit.image.credential;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where configuration files lie, by the environment. */
final class Places {

    private Places() {}

    static Path home(Map<String, String> environment) {
        return variable(environment, "HOME").orElse(Path.of(System.getProperty("user.home")));
    }

    static Path dockerConfig(Map<String, String> environment) {
        return variable(environment, "DOCKER_CONFIG")
                .orElse(home(environment).resolve(".docker"))
                .resolve("config.json");
    }

    static Optional<Path> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isEmpty())
                .map(Path::of);
    }
}
