package dev.davit.image.tar;

import java.io.IOException;

/** A tar archive is damaged, or larger where it is held in memory than it needs to be. */
public final class TarException extends IOException {

    TarException(String message) {
        super(message);
    }

    TarException(String message, Throwable cause) {
        super(message, cause);
    }
}
