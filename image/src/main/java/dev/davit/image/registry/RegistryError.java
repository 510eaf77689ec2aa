package dev.davit.image.registry;

import dev.davit.image.json.Json;
import dev.davit.image.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a registry says about a failure (OCI distribution specification, "error codes"), or its words, where it is no JSON. */
record RegistryError(Optional<String> code, String message) {

    /** How much of a body is read. */
    static final int MOST_BYTES = 8 * 1024;

    private static final int MOST_SHOWN = 300;
    private static final Pattern TITLE = Pattern.compile("(?is)<title>([^<]+)</title>");

    static RegistryError parse(byte[] body) {
        try {
            JsonObject json = Json.parse(body, "error");
            List<JsonObject> errors = json.objects("errors");
            if (!errors.isEmpty()) {
                return new RegistryError(
                        errors.getFirst().text("code").map(RegistryError::shown),
                        shown(errors.getFirst().text("message").orElse("")));
            }
            Optional<String> details = json.text("details")
                    .or(() -> json.text("error_description"))
                    .or(() -> json.text("message"));
            if (details.isPresent()) {
                return new RegistryError(Optional.empty(), shown(details.get()));
            }
        } catch (IllegalArgumentException e) {
            // Proxies answer in HTML, and some registries in plain text.
        }
        return new RegistryError(Optional.empty(), shown(text(new String(body, StandardCharsets.UTF_8))));
    }

    /** Whether a limit of pulls in hours is used up, which no short wait mends. */
    boolean isPullLimit() {
        return message.toLowerCase(Locale.ROOT).contains("pull rate limit");
    }

    /** The words of a page of HTML: its title, or else what is between the tags. */
    private static String text(String body) {
        if (!body.stripLeading().startsWith("<")) {
            return body;
        }
        Matcher title = TITLE.matcher(body);
        return title.find() ? title.group(1) : body.replaceAll("<[^>]*>?", " ");
    }

    /** Any text of a stranger in one line, without what could steer a terminal, and not too long. */
    static String shown(String text) {
        String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\s]+", " ").strip();
        return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "...";
    }
}
