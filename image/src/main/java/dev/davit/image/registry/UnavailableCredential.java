package dev.davit.image.registry;

import java.io.IOException;

/** The credential that a registry wants could not be looked up, which asking the registry again does not change. */
final class UnavailableCredential extends IOException {

    UnavailableCredential(IOException cause) {
        super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
    }
}
