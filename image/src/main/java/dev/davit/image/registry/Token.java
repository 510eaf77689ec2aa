package dev.davit.image.registry;

import java.time.Instant;

/**
 * What a request shows to be allowed.
 *
 * @param header the value of {@code Authorization}
 * @param until when it should be renewed
 * @param scopes what it was asked for
 */
record Token(String header, Instant until, Scopes scopes) {
    @Override
    public String toString() {
        return "Token[until=" + until + ", scopes=" + scopes + "]";
    }
}
