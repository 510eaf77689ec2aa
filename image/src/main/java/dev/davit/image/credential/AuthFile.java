package dev.davit.image.credential;

import dev.davit.image.json.Json;
import dev.davit.image.json.JsonObject;
import dev.davit.image.registry.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Docker's {@code config.json}, or an {@code auth.json} of the containers tools (containers-auth.json(5)), which has the
 * same shape.
 *
 * @param file where it lies
 * @param json what it holds
 */
record AuthFile(Path file, JsonObject json) {

    /** The file, or an empty one when there is none. */
    static AuthFile read(Path file) throws CredentialException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            bytes = new byte[0];
        } catch (IOException e) {
            throw new CredentialException(
                    "Cannot read the registry credentials in " + file + ": " + e + ". See that you may read it.", e);
        }
        try {
            boolean empty = new String(bytes, StandardCharsets.UTF_8).isBlank();
            return new AuthFile(file, Json.parse(empty ? "{}".getBytes(StandardCharsets.UTF_8) : bytes, "config"));
        } catch (IllegalArgumentException e) {
            // The parser's words may show what stands there.
            throw new CredentialException("Cannot read the registry credentials in " + file
                    + ": it is not valid JSON. Correct it, or move it away and log in again.");
        }
    }

    /** The helper program for this registry: its own, or else the one for all. */
    Optional<String> helper(String registry) throws CredentialException {
        try {
            Map<String, String> helpers = json.textMap("credHelpers");
            for (var helper : helpers.entrySet()) {
                if (AuthKey.normal(helper.getKey()).equals(registry)) {
                    return Optional.of(helper.getValue()).filter(name -> !name.isEmpty());
                }
            }
            return json.text("credsStore").filter(name -> !name.isEmpty());
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    /**
     * The credential that stands in the file itself.
     *
     * @param place {@code registry} or {@code registry/namespace/repository}: the longest key counts that it starts with
     */
    Optional<Credential> credential(String place) throws CredentialException {
        try {
            Optional<JsonObject> auths = json.object("auths");
            if (auths.isEmpty()) {
                return Optional.empty();
            }
            for (String wanted = place; ; wanted = wanted.substring(0, wanted.lastIndexOf('/'))) {
                for (String key : auths.get().members().keySet()) {
                    if (AuthKey.normal(key).equals(wanted)) {
                        Optional<Credential> found = auths.get().object(key).flatMap(entry -> credential(entry, key));
                        if (found.isPresent()) {
                            return found;
                        }
                    }
                }
                if (wanted.indexOf('/') < 0) {
                    return Optional.empty();
                }
            }
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static Optional<Credential> credential(JsonObject entry, String key) {
        Optional<String> identity = entry.text("identitytoken").filter(text -> !text.isEmpty());
        if (identity.isPresent()) {
            return identity.map(Credential.IdentityToken::new);
        }
        Optional<String> registry = entry.text("registrytoken").filter(text -> !text.isEmpty());
        if (registry.isPresent()) {
            return registry.map(Credential.RegistryToken::new);
        }
        Optional<String> auth = entry.text("auth").filter(text -> !text.isEmpty());
        if (auth.isPresent()) {
            String pair = new String(Base64.getDecoder().decode(auth.get()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("no colon in " + key);
            }
            // Docker pads what it encodes with zeros.
            return password(pair.substring(0, colon), pair.substring(colon + 1).replaceFirst("\\x00+$", ""));
        }
        return password(
                entry.text("username").orElse(""), entry.text("password").orElse(""));
    }

    /** Docker gives an identity token the user {@code <token>}. */
    static Optional<Credential> password(String user, String secret) {
        if (user.isEmpty() || secret.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                user.equals("<token>") ? new Credential.IdentityToken(secret) : new Credential.Password(user, secret));
    }

    CredentialException malformed() {
        return new CredentialException("Cannot use the registry credentials in " + file
                + ": an entry is not of the form that Docker writes. Log in again, or correct it.");
    }
}
