package dev.davit.image.credential;

import java.io.IOException;

/** Credentials could not be read or written. The message is for people and never holds a secret. */
public final class CredentialException extends IOException {

    CredentialException(String message) {
        super(message);
    }

    CredentialException(String message, Throwable cause) {
        super(message, cause);
    }
}
