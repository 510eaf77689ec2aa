package dev.davit.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** What came back for one request. Whoever gets it closes it. */
record Answer(String method, URI uri, int status, HttpHeaders headers, InputStream body) implements AutoCloseable {

    /** So much of a body is worth reading for the sake of keeping its connection. */
    private static final int WORTH_READING = 64 * 1024;

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** Up to this many bytes of the body. */
    byte[] read(int most) throws IOException {
        return body.readNBytes(most);
    }

    /** Reads what little may be left, so that the connection can be used again. */
    @Override
    public void close() throws IOException {
        try (body) {
            body.readNBytes(WORTH_READING);
        } catch (IOException e) {
            // The answer has been understood already, or its failure is being told.
        }
    }
}
