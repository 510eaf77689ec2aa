package dev.davit.image.registry;

import dev.davit.image.Artifact;
import dev.davit.image.Content;
import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageIndex;
import dev.davit.image.Layer;
import java.io.ByteArrayInputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A manifest or index with all that has to be in a registry before it.
 *
 * @param document the manifest or index itself
 * @param blobs of this manifest, in order
 * @param children the manifests that an index names
 */
record Bundle(Document document, Map<Descriptor, Content> blobs, List<Bundle> children) {

    static Bundle of(Image image) {
        Map<Descriptor, Content> blobs = new LinkedHashMap<>();
        for (Layer layer : image.layers()) {
            blobs.putIfAbsent(layer.descriptor(), layer.content());
        }
        byte[] config = image.configBytes();
        blobs.putIfAbsent(image.manifest().config(), () -> new ByteArrayInputStream(config));
        return new Bundle(
                new Document(image.manifest().descriptor(), image.manifest().bytes()), blobs, List.of());
    }

    static Bundle of(ImageIndex index) {
        return new Bundle(
                new Document(index.index().descriptor(), index.index().bytes()),
                Map.of(),
                index.images().stream().map(Bundle::of).toList());
    }

    static Bundle of(Artifact artifact) {
        return new Bundle(
                new Document(
                        artifact.manifest().descriptor(), artifact.manifest().bytes()),
                artifact.blobs(),
                List.of());
    }

    Digest digest() {
        return document.digest();
    }
}
