package dev.davit.image.credential;

import dev.davit.image.json.JsonObject;
import dev.davit.image.registry.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps credentials where Docker does, so that both have the same: with the helper that {@code config.json} names for a
 * registry, else in that file itself, where they are encoded and not encrypted.
 */
public final class Login {

    private final Map<String, String> environment;
    private final Path file;

    private Login(Map<String, String> environment) {
        this.environment = environment;
        this.file = Places.dockerConfig(environment);
    }

    /** For a program with this environment. */
    public static Login of(Map<String, String> environment) {
        return new Login(environment);
    }

    /**
     * The registry that a user means: without scheme and path, Docker Hub by one name.
     *
     * @throws IllegalArgumentException when that is no registry
     */
    public static String registry(String text) {
        String host = AuthKey.host(text);
        if (!host.matches("[a-z0-9.-]+(:[0-9]{1,5})?|\\[[0-9a-f:]+\\](:[0-9]{1,5})?")) {
            throw new IllegalArgumentException("Not a registry: '" + text
                    + "'. Expected a host name and port, such as registry.example.com:5000.");
        }
        return host;
    }

    /** Where a credential is kept, and whether others who can read that can read it too. */
    public record Kept(String place, boolean encrypted) {}

    /** Keeps a credential in the place of one that may be there. */
    public Kept in(String registry, Credential.Password credential) throws IOException {
        AuthFile before = AuthFile.read(file);
        Optional<String> helper = before.helper(registry);
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        if (helper.isPresent()) {
            new CredentialHelper(helper.get(), environment).store(registry, credential);
        } else {
            String pair = credential.user() + ":" + credential.secret();
            entry.put("auth", Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        // Docker notes the registries whose credentials a helper has, as empty entries.
        change(before, auths -> {
            auths.keySet().removeIf(key -> AuthKey.normal(key).equals(registry));
            auths.put(AuthKey.of(registry), entry);
        });
        return helper.map(name -> new Kept("docker-credential-" + name, true))
                .orElseGet(() -> new Kept(file.toString(), false));
    }

    /** Forgets the credential for a registry, and returns whether there was one. */
    public boolean out(String registry) throws IOException {
        AuthFile before = AuthFile.read(file);
        boolean known = false;
        Optional<String> helper = before.helper(registry);
        if (helper.isPresent()) {
            known = new CredentialHelper(helper.get(), environment).erase(registry);
        }
        boolean noted = auths(before).keySet().stream()
                .anyMatch(key -> AuthKey.normal(key).equals(registry));
        if (noted) {
            change(
                    before,
                    auths -> auths.keySet().removeIf(key -> AuthKey.normal(key).equals(registry)));
        }
        return known || noted;
    }

    private void change(AuthFile before, Consumer<Map<String, @Nullable Object>> change) throws IOException {
        Map<String, @Nullable Object> auths = auths(before);
        change.accept(auths);
        Map<String, @Nullable Object> all = new LinkedHashMap<>(before.json().members());
        all.put("auths", auths);
        PrivateFile.write(file, IndentedJson.render(all));
    }

    private static Map<String, @Nullable Object> auths(AuthFile file) throws CredentialException {
        try {
            return new LinkedHashMap<>(
                    file.json().object("auths").map(JsonObject::members).orElse(Map.of()));
        } catch (IllegalArgumentException e) {
            throw file.malformed();
        }
    }
}
