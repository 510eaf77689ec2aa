package dev.davit.image.registry;

import dev.davit.image.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/**
 * What a request carries; can be sent any number of times.
 *
 * @param offset where in the content it begins
 * @param sent told now and then how many bytes of the content have been handed to the network, those before the offset included
 */
record Body(String mediaType, Content content, long offset, long length, LongConsumer sent) {

    static Body of(String mediaType, byte[] bytes) {
        return new Body(mediaType, () -> new ByteArrayInputStream(bytes), 0, bytes.length, _ -> {});
    }

    /** A stream that begins at the offset. */
    InputStream open() throws IOException {
        InputStream in = content.open();
        try {
            in.skipNBytes(offset);
            return in;
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }
}
