package dev.davit.image.rootfs;

import dev.davit.image.Layer;
import dev.davit.image.layer.LayerException;
import dev.davit.image.layer.LayerLimits;
import dev.davit.image.layer.LayerReader;
import dev.davit.image.tar.EntryStream;
import dev.davit.image.tar.TarException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** Reads the files of a layer without unpacking it. Deletion marks, directories, links and devices are left out. */
public final class LayerFiles {

    private LayerFiles() {}

    /** Is given the files one after the other. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Takes one file.
         *
         * @param path such as {@code /etc/passwd}
         * @param content can be read until this returns, and need not be
         */
        void file(String path, InputStream content) throws IOException;
    }

    /**
     * Gives a reader every regular file, in the order of the layer, and verifies the layer while it is read.
     *
     * @throws UnpackException when the layer is damaged or has a name that leads out of the image; the reader has seen
     *     files by then
     */
    public static void read(Layer layer, Reader reader) throws IOException {
        String what = "Layer " + layer.descriptor().digest();
        try (InputStream archive = LayerReader.open(layer, LayerLimits.DEFAULT)) {
            files(archive, reader);
            // Also what follows the last entry, up to where the digests are checked.
            archive.transferTo(OutputStream.nullOutputStream());
        } catch (LayerException e) {
            throw new UnpackException(e.getMessage(), e);
        } catch (TarException e) {
            throw new UnpackException(what + " is damaged: " + e.getMessage(), e);
        }
    }

    // The stream is the caller's, who reads what follows the last entry.
    @SuppressWarnings("resource")
    private static void files(InputStream archive, Reader reader) throws IOException {
        var entries = new EntryStream(archive);
        for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            List<String> path = EntryName.parts(entry.getName());
            boolean device = entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO();
            if (entry.isFile() && !device && !path.isEmpty() && !path.getLast().startsWith(".wh.")) {
                reader.file("/" + String.join("/", path), entries);
            }
        }
    }
}
