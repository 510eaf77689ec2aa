package dev.davit.image.rootfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.davit.image.ContainerConfig;
import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.Layer;
import dev.davit.image.MediaTypes;
import dev.davit.image.Platform;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Layers with any entries at all, also those that no honest tool writes. */
final class TarLayer {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, UTF_8.name());

    TarLayer() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    }

    TarLayer file(String name, String content) {
        return file(name, content, 0644);
    }

    TarLayer file(String name, String content, int mode) {
        return entry(name, TarConstants.LF_NORMAL, "", mode, content.getBytes(UTF_8));
    }

    TarLayer directory(String name, int mode) {
        return entry(name + "/", TarConstants.LF_DIR, "", mode, new byte[0]);
    }

    TarLayer symlink(String name, String target) {
        return entry(name, TarConstants.LF_SYMLINK, target, 0777, new byte[0]);
    }

    TarLayer hardLink(String name, String target) {
        return entry(name, TarConstants.LF_LINK, target, 0644, new byte[0]);
    }

    TarLayer special(String name, byte type) {
        return entry(name, type, "", 0666, new byte[0]);
    }

    TarLayer entry(String name, byte type, String link, int mode, byte[] content) {
        var entry = new TarArchiveEntry(name, type, true);
        entry.setSize(content.length);
        entry.setMode(mode);
        entry.setLinkName(link);
        entry.setModTime(1_700_000_000_000L);
        try {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    byte[] tarBytes() {
        try {
            tar.finish();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    Layer layer() {
        byte[] archive = tarBytes();
        return layer(MediaTypes.OCI_LAYER_TAR, archive, Digest.sha256(archive));
    }

    static Layer layer(String mediaType, byte[] stored, Digest diffId) {
        return new Layer(Descriptor.of(mediaType, stored), diffId, () -> new ByteArrayInputStream(stored));
    }

    static byte[] gzip(byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    static Image image(Layer... layers) {
        return Image.of(
                ImageConfig.of(
                        Platform.of("linux", "amd64"),
                        Optional.empty(),
                        ContainerConfig.builder().build()),
                List.of(layers),
                Map.of());
    }
}
