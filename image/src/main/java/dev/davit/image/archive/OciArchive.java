package dev.davit.image.archive;

import dev.davit.image.Descriptor;
import dev.davit.image.Image;
import dev.davit.image.ImageReference;
import dev.davit.image.Index;
import dev.davit.image.Layer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An OCI image layout in one tar archive, as {@code skopeo}, {@code podman load} and {@code ctr images import} read it. */
public final class OciArchive {

    private static final String LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";

    private OciArchive() {}

    /**
     * Writes an image under these names, or without one; always the same bytes for the same image and names. The stream
     * stays open.
     */
    public static void write(Image image, List<ImageReference> tags, OutputStream out) throws IOException {
        var archive = new ArchiveWriter(out);
        layout(image, tags, archive);
        blobs(image, archive);
        archive.finish();
    }

    static void layout(Image image, List<ImageReference> tags, ArchiveWriter archive) throws IOException {
        List<Descriptor> entries = new ArrayList<>();
        Descriptor manifest =
                image.manifest().descriptor().withPlatform(image.config().platform());
        for (ImageReference tag : tags) {
            // The names that containerd, and with it Docker, looks for when it imports a layout.
            tag.tag()
                    .ifPresent(name -> entries.add(manifest.withAnnotations(Map.of(
                            "io.containerd.image.name",
                            tag.withTag(name).toString(),
                            "org.opencontainers.image.ref.name",
                            name))));
        }
        if (entries.isEmpty()) {
            entries.add(manifest);
        }
        archive.file("oci-layout", LAYOUT.getBytes(StandardCharsets.UTF_8));
        archive.file("index.json", Index.of(entries, Map.of()).bytes());
        archive.file(
                ArchiveWriter.path(image.manifest().descriptor()),
                image.manifest().bytes());
    }

    static void blobs(Image image, ArchiveWriter archive) throws IOException {
        archive.file(ArchiveWriter.path(image.manifest().config()), image.configBytes());
        Set<String> written = new HashSet<>();
        for (Layer layer : image.layers()) {
            if (written.add(ArchiveWriter.path(layer.descriptor()))) {
                archive.layer(layer);
            }
        }
    }
}
