package dev.davit.image.archive;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Layer;
import dev.davit.image.layer.LayerLimits;
import dev.davit.image.layer.LayerReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A tar archive with blobs in it; the same content gives the same bytes. Leaves the stream it writes to open. */
final class ArchiveWriter {

    private final TarArchiveOutputStream tar;
    private final Set<Digest> written = new HashSet<>();

    ArchiveWriter(OutputStream out) throws IOException {
        tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        directory("blobs/");
        directory("blobs/sha256/");
    }

    /** Where a blob lies in the archive. */
    static String path(Descriptor descriptor) {
        return path(descriptor.digest());
    }

    static String path(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex();
    }

    void file(String path, byte[] content) throws IOException {
        header(path, content.length, 0644);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /** A blob of these bytes, unless it is there already. */
    void blob(Digest digest, byte[] content) throws IOException {
        if (written.add(digest)) {
            file(path(digest), content);
        }
    }

    /** A layer as it is, unless it is there already. */
    void layer(Layer layer) throws IOException {
        if (!written.add(layer.descriptor().digest())) {
            return;
        }
        header(path(layer.descriptor()), layer.descriptor().size(), 0644);
        try (InputStream in = layer.open()) {
            long copied = in.transferTo(tar);
            if (copied != layer.descriptor().size()) {
                throw new IOException("The layer " + layer.descriptor().digest() + " is damaged: expected "
                        + layer.descriptor().size() + " bytes, found " + copied + ". Build or pull the image again.");
            }
        }
        tar.closeArchiveEntry();
    }

    /** A layer as a plain tar archive, named by its diff id, unless it is there already. It is read twice, for its size. */
    void uncompressed(Layer layer) throws IOException {
        if (!written.add(layer.diffId())) {
            return;
        }
        long size;
        try (InputStream in = LayerReader.open(layer, LayerLimits.DEFAULT)) {
            size = in.transferTo(OutputStream.nullOutputStream());
        }
        header(path(layer.diffId()), size, 0644);
        try (InputStream in = LayerReader.open(layer, LayerLimits.DEFAULT)) {
            in.transferTo(tar);
        }
        tar.closeArchiveEntry();
    }

    void finish() throws IOException {
        tar.finish();
        tar.flush();
    }

    private void directory(String path) throws IOException {
        header(path, 0, 0755);
        tar.closeArchiveEntry();
    }

    private void header(String path, long size, int mode) throws IOException {
        var header = new TarArchiveEntry(path);
        header.setSize(size);
        header.setMode(mode);
        header.setIds(0, 0);
        header.setUserName("");
        header.setGroupName("");
        header.setModTime(0L);
        tar.putArchiveEntry(header);
    }
}
