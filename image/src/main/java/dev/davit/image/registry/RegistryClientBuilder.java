package dev.davit.image.registry;

import dev.davit.image.ImageReference;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a {@link RegistryClient} is to do beyond the usual. */
public final class RegistryClientBuilder {

    private static final Path DOCKER_CERTIFICATES = Path.of("/etc/docker/certs.d");

    private Credentials credentials = Credentials.NONE;
    private Set<String> insecure = Set.of();
    private Map<String, List<String>> mirrors = Map.of();
    private Optional<Path> certificates = Optional.empty();
    private Path certificateFolders = DOCKER_CERTIFICATES;
    private Map<String, String> environment = System.getenv();
    private Duration patience = Duration.ofSeconds(60);
    private Clock clock = Clock.systemUTC();
    private Backoff.@Nullable Sleeper sleeper;

    RegistryClientBuilder() {}

    /** Who is asking. A credential goes to its own registry and that registry's token service only. */
    public RegistryClientBuilder credentials(Credentials credentials) {
        this.credentials = credentials;
        return this;
    }

    /** Registries, such as {@code registry.test:5000}, that are spoken to in plain HTTP, beside those on this machine. */
    public RegistryClientBuilder insecure(Set<String> registries) {
        registries.forEach(RegistryClientBuilder::requireRegistry);
        this.insecure = Set.copyOf(registries);
        return this;
    }

    /**
     * Places that are asked first for what is pulled, by registry and in order: {@code mirror.test:5000}, or with the path
     * that they put before a repository's name, {@code mirror.test/hub}. They may give an older image for a tag, never a wrong
     * one for a digest, and do not see the registry's credential.
     */
    public RegistryClientBuilder mirrors(Map<String, List<String>> mirrors) {
        mirrors.values()
                .forEach(list -> list.forEach(mirror -> {
                    requireRegistry(mirror.replaceFirst("/.*", ""));
                    if (mirror.indexOf('/') >= 0) {
                        ImageReference.parse(mirror);
                    }
                }));
        this.mirrors = Map.copyOf(mirrors);
        return this;
    }

    /** Certificates in PEM that are trusted beside those that Java trusts. */
    public RegistryClientBuilder certificates(Path bundle) {
        this.certificates = Optional.of(bundle);
        return this;
    }

    /** Where {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} are looked up; the process's own by default. */
    public RegistryClientBuilder environment(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        return this;
    }

    /** Where folders of certificates for single registries lie. */
    RegistryClientBuilder certificateFolders(Path folders) {
        this.certificateFolders = folders;
        return this;
    }

    /** How long nothing may come. */
    RegistryClientBuilder patience(Duration patience) {
        this.patience = patience;
        return this;
    }

    RegistryClientBuilder clock(Clock clock) {
        this.clock = clock;
        return this;
    }

    RegistryClientBuilder sleeper(Backoff.Sleeper sleeper) {
        this.sleeper = sleeper;
        return this;
    }

    /**
     * A client of these settings.
     *
     * @throws IllegalArgumentException when the environment names a proxy that cannot be used
     */
    public RegistryClient build() {
        var transport = new Transport(Proxies.of(environment), new Trust(certificates, certificateFolders), patience);
        Backoff.Sleeper waiting = sleeper == null ? transport::sleep : sleeper;
        return new RegistryClient(
                transport,
                new Rules(
                        insecure,
                        mirrors,
                        credentials,
                        new Backoff(
                                clock,
                                waiting,
                                () -> ThreadLocalRandom.current().nextLong())));
    }

    private static void requireRegistry(String name) {
        new ImageReference(name, "any", Optional.empty(), Optional.empty());
    }
}
