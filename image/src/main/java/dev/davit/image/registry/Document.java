package dev.davit.image.registry;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Index;
import dev.davit.image.Manifest;
import dev.davit.image.MediaTypes;
import dev.davit.image.json.Json;
import dev.davit.image.json.JsonObject;
import java.util.Optional;

/** A manifest or index as a registry keeps it: bytes that its digest is known to be the digest of. */
final class Document {

    private final Descriptor descriptor;
    private final byte[] bytes;

    Document(Descriptor descriptor, byte[] bytes) {
        this.descriptor = descriptor;
        this.bytes = bytes;
    }

    /**
     * Finds out what it is: what the document says of itself, else what the registry said.
     *
     * @throws IllegalArgumentException when that cannot be told, or it could be taken for two things
     */
    static Document of(Digest digest, byte[] bytes, Optional<String> contentType) {
        JsonObject json = Json.parse(bytes, "manifest");
        boolean isList = json.members().get("manifests") != null;
        if (isList && (json.members().get("layers") != null || json.members().get("config") != null)) {
            throw new IllegalArgumentException("manifest: could be taken for an image and for an index");
        }
        String mediaType = json.text("mediaType")
                .filter(type -> !type.isEmpty())
                .or(() -> contentType.map(type -> type.replaceFirst(";.*", "").strip()))
                .filter(type -> type.contains("+json") || type.contains("+prettyjws"))
                .orElse(isList ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST);
        if (isList && MediaTypes.isManifest(mediaType)) {
            throw new IllegalArgumentException("manifest: an index that says it is a manifest");
        }
        return new Document(Descriptor.of(mediaType, digest, bytes.length), bytes);
    }

    boolean isIndex() {
        return MediaTypes.isIndex(descriptor.mediaType());
    }

    Descriptor descriptor() {
        return descriptor;
    }

    Digest digest() {
        return descriptor.digest();
    }

    /** Not a copy, so not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    Manifest manifest() {
        return Manifest.parse(bytes);
    }

    Index index() {
        return Index.parse(bytes);
    }
}
