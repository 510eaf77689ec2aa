package dev.davit.image.archive;

import dev.davit.image.Content;
import dev.davit.image.Descriptor;
import dev.davit.image.tar.EntryStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** The files in an archive that was looked through once; each is read from where it lies in it. */
final class ArchiveReader {

    private static final int LARGEST_DOCUMENT = 4 << 20;
    private static final int MOST_FILES = 100_000;

    private final Path archive;
    private final Map<String, Place> files = new HashMap<>();

    private record Place(long offset, long size) {}

    ArchiveReader(Path archive) throws IOException {
        this.archive = archive;
        try (var entries = new EntryStream(new BufferedInputStream(Files.newInputStream(archive), 1 << 16))) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                String name = entry.getName();
                if (entry.isFile() && !entry.isSparse()) {
                    files.put(
                            name.startsWith("./") ? name.substring(2) : name,
                            new Place(entries.position(), entry.getSize()));
                }
                if (files.size() > MOST_FILES) {
                    throw new IOException(archive + " has more than " + MOST_FILES + " files: it holds no images");
                }
            }
        }
    }

    /** A small file, such as a manifest. */
    byte[] document(String path) throws IOException {
        Place place = place(path);
        if (place.size() > LARGEST_DOCUMENT) {
            throw new IOException("'" + path + "' in " + archive + " has " + place.size() + " bytes. Expected at most "
                    + LARGEST_DOCUMENT + ".");
        }
        try (InputStream in = open(place)) {
            return in.readAllBytes();
        }
    }

    /** The manifest, index or configuration that is named so, verified. */
    byte[] document(Descriptor descriptor) throws IOException {
        byte[] bytes = document(ArchiveWriter.path(descriptor));
        if (!descriptor.digest().isOf(bytes)) {
            throw new IOException("'" + ArchiveWriter.path(descriptor) + "' in " + archive
                    + " is damaged: its content is not what its digest says. Write the archive again.");
        }
        return bytes;
    }

    /** The bytes that are named so; nothing is verified here. */
    Content content(Descriptor descriptor) throws IOException {
        Place place = place(ArchiveWriter.path(descriptor));
        return () -> open(place);
    }

    private Place place(String path) throws IOException {
        Place place = files.get(path);
        if (place == null) {
            throw new IOException(archive + " has no '" + path + "': it is no whole OCI image layout");
        }
        return place;
    }

    private InputStream open(Place place) throws IOException {
        FileChannel channel = FileChannel.open(archive, StandardOpenOption.READ);
        return new Slice(Channels.newInputStream(channel.position(place.offset())), place.size());
    }

    private static final class Slice extends FilterInputStream {
        private long left;

        private Slice(InputStream in, long size) {
            super(in);
            this.left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(0, read);
            return read;
        }

        @Override
        public long skip(long n) throws IOException {
            long skipped = in.skip(Math.min(n, left));
            left -= skipped;
            return skipped;
        }
    }
}
