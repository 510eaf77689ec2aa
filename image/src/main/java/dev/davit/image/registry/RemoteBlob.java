package dev.davit.image.registry;

import dev.davit.image.Content;
import dev.davit.image.Descriptor;
import dev.davit.image.ImageReference;
import java.io.InputStream;
import java.util.List;

/** A blob that lies in a registry. Each stream of it is a request of its own, and ends well only when all bytes are right. */
record RemoteBlob(Sources sources, Descriptor descriptor) implements Content {

    @Override
    public InputStream open() {
        return new BlobInput(sources, descriptor);
    }

    @Override
    public List<ImageReference> repositories() {
        return List.of(sources.own().reference(descriptor.digest()));
    }
}
