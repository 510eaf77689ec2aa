package dev.davit.image.registry;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A registry refused something, or could not be reached. The message is for people and holds neither a query, which may
 * carry a signature, nor user information.
 */
public final class RegistryException extends IOException {

    private final String method;
    private final String url;
    private final OptionalInt status;
    private final Optional<String> code;

    private RegistryException(
            String message,
            String method,
            URI uri,
            OptionalInt status,
            Optional<String> code,
            @Nullable Throwable cause) {
        super(message, cause);
        this.method = method;
        this.url = redacted(uri);
        this.status = status;
        this.code = code;
    }

    static RegistryException refused(String registry, String method, URI uri, int status, RegistryError error) {
        String message = "Registry " + registry + " refused " + method + " " + redacted(uri) + ": " + status
                + error.code().map(code -> " " + code).orElse("")
                + (error.message().isEmpty() ? "" : ": " + error.message())
                + next(registry, status);
        return new RegistryException(message, method, uri, OptionalInt.of(status), error.code(), null);
    }

    static RegistryException unreachable(String registry, String method, URI uri, IOException cause) {
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String message = "Cannot reach registry " + registry + " (" + method + " " + redacted(uri) + "): " + why
                + ". Check its name and that it is up.";
        return new RegistryException(message, method, uri, OptionalInt.empty(), Optional.empty(), cause);
    }

    static RegistryException misbehaved(String registry, String method, URI uri, int status, String what) {
        String message = "Registry " + registry + " answered " + method + " " + redacted(uri) + " with " + status
                + " but " + what + ".";
        return new RegistryException(message, method, uri, OptionalInt.of(status), Optional.empty(), null);
    }

    /** The method of the request that failed. */
    public String method() {
        return method;
    }

    /** Where the request went, without query and user information. */
    public String url() {
        return url;
    }

    /** The HTTP status, unless no answer came. */
    public OptionalInt status() {
        return status;
    }

    /** The registry's own error code, such as {@code MANIFEST_UNKNOWN}. */
    public Optional<String> code() {
        return code;
    }

    /** Whether the same request may well succeed later. */
    public boolean isTemporary() {
        return status.isEmpty() || status.getAsInt() == 408 || status.getAsInt() == 429 || status.getAsInt() >= 500;
    }

    private static String next(String registry, int status) {
        return switch (status) {
            case 401, 403 -> ". Run `davit login " + registry + "`, and check that the account may write there.";
            case 404 -> ". Check the repository's name; some registries want it to be created first.";
            case 408, 429 -> ". Wait a little and try again.";
            case 413 -> ". The registry, or a proxy before it, does not take content of this size.";
            default -> status >= 500 ? ". The fault is the registry's; try again later." : "";
        };
    }

    private static String redacted(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
    }
}
