package dev.davit.image.registry;

import java.io.IOException;
import java.util.Optional;

/** What is to be sent cannot be read, which is no fault of the registry it was to be sent to. */
final class UnreadableContent extends IOException {

    UnreadableContent(Throwable cause) {
        super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
    }

    /** Whether this is why a request failed. */
    static Optional<UnreadableContent> behind(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < 20; depth++) {
            if (at instanceof UnreadableContent found) {
                return Optional.of(found);
            }
            at = at.getCause();
        }
        return Optional.empty();
    }

    /** The failure of whatever was read from. */
    IOException source() {
        return getCause() instanceof IOException failure ? failure : this;
    }
}
