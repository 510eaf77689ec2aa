package dev.davit.image.layer;

import java.io.IOException;

/** A layer is damaged, larger than it may be, or of a type that cannot be read. */
public final class LayerException extends IOException {

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    LayerException(String message) {
        super(message);
    }

    LayerException(String message, Throwable cause) {
        super(message, cause);
    }
}
