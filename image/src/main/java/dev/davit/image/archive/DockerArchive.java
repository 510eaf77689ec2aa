package dev.davit.image.archive;

import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import dev.davit.image.MediaTypes;
import dev.davit.image.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code docker load} reads. Layers stay compressed as they are. Like the archives of Docker 25 and later, this one
 * is an OCI image layout too, so that a Docker that keeps images in containerd keeps the image's digest; older ones read
 * {@code manifest.json} alone.
 *
 * <p>An image with zstd layers is written without compression and without a layout: Docker 20.10 cannot read
 * zstd. Its id stays, its digest does not; {@link OciArchive} keeps that.
 */
public final class DockerArchive {

    private DockerArchive() {}

    /**
     * Writes an image under these names, or without one; always the same bytes for the same image and names. The stream
     * stays open.
     */
    public static void write(Image image, List<ImageReference> tags, OutputStream out) throws IOException {
        if (hasZstd(image)) {
            writeWithout(Set.of(), image, tags, out);
            return;
        }
        var archive = new ArchiveWriter(out);
        archive.file("manifest.json", manifest(image, tags));
        OciArchive.layout(OciArchive.describe(image), tags, archive);
        OciArchive.blobs(image, archive);
        archive.finish();
    }

    /**
     * Writes an image without the lowest layers that the daemon has already. Only a Docker with a classic graph driver
     * takes this (not one that keeps images in containerd), and only if it has exactly these layers, one upon the other.
     *
     * @param present the diff ids of the layers that the daemon has; a layer above one that is missing is written always
     */
    public static void writeWithout(Set<Digest> present, Image image, List<ImageReference> tags, OutputStream out)
            throws IOException {
        var archive = new ArchiveWriter(out);
        archive.file("manifest.json", manifest(image, tags));
        archive.blob(image.manifest().config().digest(), image.configBytes());
        boolean below = true;
        for (Layer layer : image.layers()) {
            below = below && present.contains(layer.diffId());
            if (!below && hasZstd(image)) {
                archive.uncompressed(layer);
            } else if (!below) {
                archive.layer(layer);
            }
        }
        archive.finish();
    }

    private static boolean hasZstd(Image image) {
        return image.layers().stream()
                .anyMatch(layer -> MediaTypes.isZstd(layer.descriptor().mediaType()));
    }

    private static byte[] manifest(Image image, List<ImageReference> tags) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("Config", ArchiveWriter.path(image.manifest().config()));
        entry.put(
                "RepoTags",
                tags.stream()
                        .flatMap(tag -> tag.tag().map(tag::withTag).stream())
                        .map(ImageReference::familiar)
                        .toList());
        entry.put(
                "Layers",
                image.layers().stream()
                        .map(layer -> hasZstd(image)
                                ? layer.diffId()
                                : layer.descriptor().digest())
                        .map(ArchiveWriter::path)
                        .toList());
        return Json.render(List.of(entry));
    }
}
