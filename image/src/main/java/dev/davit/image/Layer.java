package dev.davit.image;

import java.io.IOException;
import java.io.InputStream;

/**
 * One layer of an image. Two layers are equal when they name the same bytes, wherever these lie.
 *
 * @param descriptor names the bytes as they are stored and sent, usually compressed
 * @param diffId the digest of the uncompressed tar archive
 * @param content the bytes that the descriptor names
 */
public record Layer(Descriptor descriptor, Digest diffId, Content content) {

    /** The bytes that the descriptor names; the caller closes the stream. Nothing is verified here. */
    public InputStream open() throws IOException {
        return content.open();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Layer that && descriptor.equals(that.descriptor) && diffId.equals(that.diffId);
    }

    @Override
    public int hashCode() {
        return descriptor.hashCode();
    }

    @Override
    public String toString() {
        return "Layer " + descriptor.digest();
    }
}
