package dev.davit.image.rootfs;

import dev.davit.image.Layer;
import dev.davit.image.layer.LayerException;
import dev.davit.image.layer.LayerLimits;
import dev.davit.image.layer.LayerReader;
import dev.davit.image.tar.EntryStream;
import dev.davit.image.tar.TarException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * Applies layers to a tree, as the OCI image specification says ("applying changesets"), and verifies them. Extended
 * attributes are left out, and with them file capabilities, as setuid bits are. For one thread at a time.
 */
final class LayerUnpacker {

    static final String WHITEOUT = ".wh.";
    static final String OPAQUE = ".wh..wh..opq";
    static final String RESERVED = ".wh..wh.";

    private final Tree tree;
    private LayerLimits left;

    LayerUnpacker(Tree tree, LayerLimits limits) {
        this.tree = tree;
        this.left = limits;
    }

    void unpack(Layer layer) throws IOException {
        String what = "Layer " + layer.descriptor().digest();
        tree.startLayer();
        try (InputStream archive = LayerReader.open(layer, left)) {
            unpack(archive);
        } catch (UnpackException e) {
            throw new UnpackException(what + ": " + e.getMessage(), e);
        } catch (LayerException e) {
            throw new UnpackException(e.getMessage(), e);
        } catch (TarException e) {
            throw new UnpackException(what + " is damaged: " + e.getMessage() + ". Build or pull the image again.", e);
        } catch (InvalidPathException e) {
            throw new UnpackException(what + " has a name that this file system cannot hold: " + e.getMessage(), e);
        }
    }

    // The stream is the caller's.
    @SuppressWarnings("resource")
    private void unpack(InputStream archive) throws IOException {
        var entries = new EntryStream(archive);
        for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            count(entry);
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
                unpack(entry, path, entries);
            }
        }
    }

    private void unpack(TarArchiveEntry entry, List<String> path, EntryStream entries) throws IOException {
        if (entry.isDirectory()) {
            tree.directory(path, metadata(entry));
        } else if (entry.isSymbolicLink()) {
            tree.symlink(path, EntryName.target(entry.getLinkName()), metadata(entry));
        } else if (entry.isLink()) {
            tree.hardLink(path, EntryName.parts(entry.getLinkName()));
        } else if (entry.isSparse() || (entry.isFile() && !isSpecial(entry))) {
            tree.file(path, entries, entry.getRealSize(), metadata(entry));
        }
    }

    /** What the entry takes of the limits: its content, and a block for its header. */
    private void count(TarArchiveEntry entry) throws UnpackException {
        long size = Math.max(0, entry.getRealSize());
        if (left.entries() == 0) {
            throw new UnpackException("there are more entries than are allowed");
        }
        if (size > left.bytes()) {
            throw new UnpackException(
                    "'" + entry.getName() + "' has " + size + " bytes, and only " + left.bytes() + " more are allowed");
        }
        left = left.minus(size + 512, 1);
    }

    static boolean isSpecial(TarArchiveEntry entry) {
        return entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO();
    }

    private static Metadata metadata(TarArchiveEntry entry) {
        return new Metadata(
                entry.getMode(), entry.getLongUserId(), entry.getLongGroupId(), entry.getLastModifiedTime());
    }
}
