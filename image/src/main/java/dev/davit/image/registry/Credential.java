package dev.davit.image.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What proves to a registry who is asking. {@code toString} never shows a secret. */
public sealed interface Credential {

    /**
     * A name with a password or an access token.
     *
     * @param user without a colon, which would end it (RFC 7617)
     */
    record Password(String user, String secret) implements Credential {

        public Password {
            if (user.isEmpty() || user.indexOf(':') >= 0) {
                throw new IllegalArgumentException(
                        "A user name for a registry has at least one character and no colon");
            }
        }

        /** The value of an {@code Authorization} header. */
        String basic() {
            byte[] pair = (user + ":" + secret).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }

        @Override
        public String toString() {
            return "Password[user=" + user + "]";
        }
    }

    /** A refresh token, which the registry's token service gives access tokens for (OAuth 2). */
    record IdentityToken(String token) implements Credential {
        @Override
        public String toString() {
            return "IdentityToken[]";
        }
    }

    /** An access token that is sent to the registry as it is. */
    record RegistryToken(String token) implements Credential {
        @Override
        public String toString() {
            return "RegistryToken[]";
        }
    }
}
