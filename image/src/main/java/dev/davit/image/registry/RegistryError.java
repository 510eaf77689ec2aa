package dev.davit.image.registry;

import dev.davit.image.json.Json;
import dev.davit.image.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What a registry says about a failure (OCI distribution specification, "error codes"), or its words, where it is no JSON. */
record RegistryError(Optional<String> code, String message) {

    /** How much of a body is read. */
    static final int MOST_BYTES = 8 * 1024;

    private static final int MOST_SHOWN = 300;

    static RegistryError parse(byte[] body) {
        try {
            List<JsonObject> errors = Json.parse(body, "error").objects("errors");
            if (!errors.isEmpty()) {
                return new RegistryError(
                        errors.getFirst().text("code").map(RegistryError::shown),
                        shown(errors.getFirst().text("message").orElse("")));
            }
        } catch (IllegalArgumentException e) {
            // Proxies answer in HTML, and some registries in plain text.
        }
        return new RegistryError(Optional.empty(), shown(new String(body, StandardCharsets.UTF_8)));
    }

    private static String shown(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "...";
    }
}
