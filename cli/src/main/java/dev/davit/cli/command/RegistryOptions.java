package dev.davit.cli.command;

import dev.davit.app.Failure;
import dev.davit.app.Failure.Category;
import dev.davit.image.ImageReference;
import dev.davit.image.credential.CredentialSources;
import dev.davit.image.credential.Login;
import dev.davit.image.registry.Credentials;
import dev.davit.image.registry.RegistryClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How registries are spoken with: the one place where commands get a client from. */
final class RegistryOptions {
    private static final String DOCKER_HUB = "docker.io";

    @Option(
            names = "--insecure-registry",
            paramLabel = "HOST",
            description = "Speak plain HTTP with this registry, as with those on this machine.")
    private List<String> insecure = new ArrayList<>();

    @Option(
            names = "--registry-mirror",
            paramLabel = "[REGISTRY=]HOST[/PATH]",
            description = "Ask here first for what is pulled from a registry (default: from Docker Hub).")
    private List<String> mirrors = new ArrayList<>();

    @Option(names = "--registry-ca", paramLabel = "FILE", description = "Trust these certificates too (PEM).")
    private @Nullable Path certificates;

    /** Credentials in the environment go to the target's registry, unless they name another. */
    RegistryClient toPush(Session session, ImageReference target, ImageReference... others) {
        List<ImageReference> all = new ArrayList<>(List.of(others));
        all.add(target);
        return client(session, CredentialSources.of(session.environment(), Optional.of(target.registry()), all));
    }

    /** For what is only read. */
    RegistryClient toPull(Session session, ImageReference... references) {
        return client(session, CredentialSources.of(session.environment(), Optional.empty(), List.of(references)));
    }

    RegistryClient client(Session session, Credentials credentials) {
        try {
            var builder = RegistryClient.builder()
                    .credentials(credentials)
                    .insecure(Set.copyOf(each(insecure).map(Login::registry).toList()))
                    .mirrors(mirrorsByRegistry())
                    .environment(session.environment());
            Path bundle = certificates;
            if (bundle != null) {
                if (!Files.isReadable(bundle)) {
                    throw new IllegalArgumentException("The certificates in " + bundle + " cannot be read");
                }
                builder.certificates(bundle);
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw Failure.of(Category.USAGE, String.valueOf(e.getMessage()))
                    .causedBy(e)
                    .withFix("correct --insecure-registry, --registry-mirror or --registry-ca, or the variables that"
                            + " set them: DAVIT_INSECURE_REGISTRY, DAVIT_REGISTRY_MIRROR, DAVIT_REGISTRY_CA,"
                            + " HTTPS_PROXY, HTTP_PROXY");
        }
    }

    /** In a variable of the environment, several stand with commas between them. */
    private static Stream<String> each(List<String> values) {
        return values.stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private Map<String, List<String>> mirrorsByRegistry() {
        Map<String, List<String>> byRegistry = new LinkedHashMap<>();
        for (String mirror : each(mirrors).toList()) {
            int equals = mirror.indexOf('=');
            String registry = equals < 0 ? DOCKER_HUB : Login.registry(mirror.substring(0, equals));
            String place =
                    mirror.substring(equals + 1).replaceFirst("^https?://", "").replaceFirst("/+$", "");
            byRegistry.computeIfAbsent(registry, _ -> new ArrayList<>()).add(place);
        }
        return byRegistry;
    }
}
