package dev.davit.image.archive;

import dev.davit.image.Descriptor;
import dev.davit.image.Image;
import dev.davit.image.ImageIndex;
import dev.davit.image.ImageReference;
import dev.davit.image.Index;
import dev.davit.image.Layer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An OCI image layout in one tar archive (OCI image specification, "image layout"), as {@code skopeo}, {@code podman load}
 * and {@code ctr images import} read it.
 */
public final class OciArchive {

    private static final String LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";

    private OciArchive() {}

    /**
     * Writes an image under these names, or without one; always the same bytes for the same image and names. The stream
     * stays open.
     */
    public static void write(Image image, List<ImageReference> tags, OutputStream out) throws IOException {
        var archive = new ArchiveWriter(out);
        layout(describe(image), tags, archive);
        blobs(image, archive);
        archive.finish();
    }

    /**
     * Writes an index with its images under these names, or without one. What the index names beside its images is left
     * out.
     */
    public static void write(ImageIndex index, List<ImageReference> tags, OutputStream out) throws IOException {
        var archive = new ArchiveWriter(out);
        layout(index.index().descriptor(), tags, archive);
        archive.blob(index.digest(), index.index().bytes());
        for (Image image : index.images()) {
            blobs(image, archive);
        }
        archive.finish();
    }

    static Descriptor describe(Image image) {
        return image.manifest().descriptor().withPlatform(image.config().platform());
    }

    static void layout(Descriptor described, List<ImageReference> tags, ArchiveWriter archive) throws IOException {
        List<Descriptor> entries = new ArrayList<>();
        for (ImageReference tag : tags) {
            // The names that containerd, and with it Docker, looks for when it imports a layout.
            tag.tag()
                    .ifPresent(name -> entries.add(described.withAnnotations(Map.of(
                            "io.containerd.image.name",
                            tag.withTag(name).toString(),
                            "org.opencontainers.image.ref.name",
                            name))));
        }
        if (entries.isEmpty()) {
            entries.add(described);
        }
        archive.file("oci-layout", LAYOUT.getBytes(StandardCharsets.UTF_8));
        archive.file("index.json", Index.of(entries, Map.of()).bytes());
    }

    static void blobs(Image image, ArchiveWriter archive) throws IOException {
        archive.blob(image.digest(), image.manifest().bytes());
        archive.blob(image.manifest().config().digest(), image.configBytes());
        for (Layer layer : image.layers()) {
            archive.layer(layer);
        }
    }
}
