package dev.davit.image.archive;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageIndex;
import dev.davit.image.ImageReference;
import dev.davit.image.Index;
import dev.davit.image.Layer;
import dev.davit.image.Manifest;
import dev.davit.image.MediaTypes;
import dev.davit.image.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An OCI image layout in one tar archive (OCI image specification, "image layout"), as {@code skopeo}, {@code podman load}
 * and {@code ctr images import} read it.
 */
public final class OciArchive {

    private static final String LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";

    private static final int DEEPEST = 4;

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

    /**
     * The image in an archive that is not compressed: the one that suits the platform best, also from indexes in it. The
     * archive must stay as it is while the image's layers are read, which are verified by whoever reads them.
     *
     * @throws IOException when there is no such image, several that suit alike, or the archive is damaged
     */
    public static Image read(Path archive, Platform platform) throws IOException {
        try {
            var reader = new ArchiveReader(archive);
            Set<Descriptor> found = new LinkedHashSet<>();
            find(reader, Index.parse(reader.document("index.json")), 0, found);
            Map<Integer, Map<Digest, Image>> byRank = new TreeMap<>();
            for (Descriptor descriptor : found) {
                Image image = image(reader, descriptor);
                platform.rank(descriptor.platform().orElse(image.config().platform()))
                        .ifPresent(rank -> byRank.computeIfAbsent(rank, _ -> new LinkedHashMap<>())
                                .put(image.digest(), image));
            }
            if (byRank.isEmpty()) {
                throw new IOException(archive + " has no image for " + platform + " among its " + found.size());
            }
            List<Image> best = List.copyOf(byRank.values().iterator().next().values());
            if (best.size() > 1) {
                throw new IOException(archive + " has " + best.size() + " images for " + platform
                        + ", and nothing tells which is meant. Write one with that image alone.");
            }
            return best.getFirst();
        } catch (IllegalArgumentException e) {
            throw new IOException(archive + " is no OCI image layout: " + e.getMessage(), e);
        }
    }

    private static void find(ArchiveReader reader, Index index, int depth, Set<Descriptor> found) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("The archive has indexes more than " + DEEPEST + " deep");
        }
        for (Descriptor descriptor : index.manifests()) {
            if (MediaTypes.isIndex(descriptor.mediaType())) {
                find(reader, Index.parse(reader.document(descriptor)), depth + 1, found);
            } else if (MediaTypes.isManifest(descriptor.mediaType())) {
                found.add(descriptor.withAnnotations(Map.of()));
            }
        }
    }

    private static Image image(ArchiveReader reader, Descriptor descriptor) throws IOException {
        Manifest manifest = Manifest.parse(reader.document(descriptor));
        byte[] config = reader.document(manifest.config());
        List<Digest> diffIds = ImageConfig.parse(config).diffIds();
        if (diffIds.size() != manifest.layers().size()) {
            throw new IllegalArgumentException(manifest + " names "
                    + manifest.layers().size() + " layers, and its configuration " + diffIds.size());
        }
        List<Layer> layers = new ArrayList<>();
        for (Descriptor layer : manifest.layers()) {
            layers.add(new Layer(layer, diffIds.get(layers.size()), reader.content(layer)));
        }
        return Image.of(manifest, config, layers);
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
