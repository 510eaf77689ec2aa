package dev.davit.image.rootfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A tar archive whose long names and other extended headers stay small, because those are held in memory. */
final class EntryStream extends TarArchiveInputStream {

    private static final long LARGEST_HEADER = 1 << 20;

    EntryStream(InputStream in) {
        super(in, StandardCharsets.UTF_8.name());
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        TarArchiveEntry entry = getCurrentEntry();
        if (entry != null && isHeader(entry) && entry.getSize() > LARGEST_HEADER) {
            throw new UnpackException(
                    "An extended header of " + entry.getSize() + " bytes is larger than any name needs");
        }
        return super.read(bytes, offset, length);
    }

    private static boolean isHeader(TarArchiveEntry entry) {
        return entry.isGNULongNameEntry()
                || entry.isGNULongLinkEntry()
                || entry.isPaxHeader()
                || entry.isGlobalPaxHeader();
    }
}
