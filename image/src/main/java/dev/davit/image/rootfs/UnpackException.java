package dev.davit.image.rootfs;

import java.io.IOException;

/** An image could not be unpacked: a layer is damaged or malicious, or the directory cannot be written. */
public final class UnpackException extends IOException {

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    UnpackException(String message) {
        super(message);
    }

    UnpackException(String message, Throwable cause) {
        super(message, cause);
    }
}
