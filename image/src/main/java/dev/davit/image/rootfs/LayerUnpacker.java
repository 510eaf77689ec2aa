package dev.davit.image.rootfs;

import dev.davit.image.Layer;
import dev.davit.image.MediaTypes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** Applies one layer to a tree, as the OCI image specification says ("applying changesets"), and verifies its digests. */
final class LayerUnpacker {

    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final String RESERVED = ".wh..wh.";

    private LayerUnpacker() {}

    static void unpack(Layer layer, Tree tree) throws IOException {
        String what = "Layer " + layer.descriptor().digest();
        tree.startLayer();
        try (InputStream blob = layer.open()) {
            var stored = new VerifiedInput(
                    blob, what, layer.descriptor().digest(), layer.descriptor().size());
            var archive = new VerifiedInput(
                    uncompressed(layer, what, stored), what + " (uncompressed)", layer.diffId(), Long.MAX_VALUE);
            unpack(new EntryStream(archive), tree);
            archive.verify();
            stored.verify();
        } catch (UnpackException e) {
            throw e.getMessage().startsWith(what) ? e : new UnpackException(what + ": " + e.getMessage(), e);
        } catch (ZipException | EOFException e) {
            throw new UnpackException(what + " is damaged: " + e.getMessage() + ". Build or pull the image again.", e);
        } catch (InvalidPathException e) {
            throw new UnpackException(what + " has a name that this file system cannot hold: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new UnpackException(what + " is no tar archive: " + e.getMessage(), e);
        }
    }

    private static InputStream uncompressed(Layer layer, String what, InputStream stored) throws IOException {
        String type = layer.descriptor().mediaType();
        if (MediaTypes.isTar(type)) {
            return stored;
        }
        if (MediaTypes.isGzip(type)) {
            return new GZIPInputStream(stored, 1 << 16);
        }
        throw new UnpackException(what + " is of a type that cannot be unpacked: " + type + ". Expected "
                + MediaTypes.OCI_LAYER_GZIP + " or " + MediaTypes.OCI_LAYER_TAR + ".");
    }

    // The stream is the caller's, who reads what follows the last entry.
    private static void unpack(EntryStream entries, Tree tree) throws IOException {
        for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            List<String> path = EntryName.parts(entry.getName());
            if (path.isEmpty()) {
                if (entry.isDirectory()) {
                    tree.directory(path, metadata(entry));
                }
            } else if (path.getLast().equals(OPAQUE)) {
                tree.hideContent(path.subList(0, path.size() - 1));
            } else if (path.getLast().startsWith(RESERVED)) {
                // Bookkeeping of AUFS, which means nothing elsewhere.
            } else if (path.getLast().startsWith(WHITEOUT)) {
                tree.hide(path.subList(0, path.size() - 1), EntryName.hidden(path.getLast()));
            } else {
                unpack(entry, path, entries, tree);
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, List<String> path, EntryStream entries, Tree tree)
            throws IOException {
        if (entry.isSparse()) {
            throw new UnpackException(
                    "'" + entry.getName() + "' is a sparse file, whose true size nothing vouches for");
        } else if (entry.isDirectory()) {
            tree.directory(path, metadata(entry));
        } else if (entry.isSymbolicLink()) {
            tree.symlink(path, entry.getLinkName(), metadata(entry));
        } else if (entry.isLink()) {
            tree.hardLink(path, EntryName.parts(entry.getLinkName()));
        } else if (entry.isFile() && !isSpecial(entry)) {
            tree.file(path, entries, entry.getSize(), metadata(entry));
        }
    }

    private static boolean isSpecial(TarArchiveEntry entry) {
        return entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO();
    }

    private static Metadata metadata(TarArchiveEntry entry) {
        return new Metadata(
                entry.getMode(), entry.getLongUserId(), entry.getLongGroupId(), entry.getLastModifiedTime());
    }
}
