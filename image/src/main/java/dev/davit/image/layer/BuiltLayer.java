package dev.davit.image.layer;

import dev.davit.image.Content;
import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Layer;

/**
 * What is known of a layer once its bytes have been written.
 *
 * @param descriptor names the compressed bytes
 * @param diffId the digest of the uncompressed tar archive
 */
public record BuiltLayer(Descriptor descriptor, Digest diffId) {

    /** The layer whose bytes can be read from here. */
    public Layer at(Content content) {
        return new Layer(descriptor, diffId, content);
    }
}
