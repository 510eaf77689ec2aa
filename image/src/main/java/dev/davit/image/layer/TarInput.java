package dev.davit.image.layer;

import dev.davit.image.tar.EntryStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** A tar archive on disk. */
record TarInput(Path file, FileState state, Compression compression) implements InputArchive {

    private static final int BUFFER = 1 << 16;

    enum Compression {
        NONE,
        GZIP,
        ZSTD
    }

    @Override
    public void addTo(LayerBuilder builder, String prefix) throws IOException {
        int count = 0;
        try (var entries = new EntryStream(uncompressed())) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                add(builder, prefix, entry, entries.position());
                count++;
            }
        } catch (EOFException e) {
            throw new EOFException(file + " ends before the archive in it does");
        }
        if (count == 0) {
            throw new IOException(file + " is no archive, or an empty one. Expected tar, tar.gz, tar.zst, zip or jar.");
        }
    }

    private void add(LayerBuilder builder, String prefix, TarArchiveEntry entry, long offset) throws IOException {
        String path = prefix + entry.getName();
        int mode = entry.getMode() & 07777;
        if (entry.isDirectory()) {
            if (!EntryPath.isRoot(path)) {
                builder.add(path, new Entry.Directory(mode, false));
            }
        } else if (entry.isSymbolicLink()) {
            builder.addSymlink(path, entry.getLinkName());
        } else if (entry.isLink()) {
            builder.addHardLink(path, prefix + entry.getLinkName());
        } else if (entry.isFile() && !entry.isSparse() && !isSpecial(entry)) {
            builder.add(path, new Entry.Archived(this, new Member(entry.getName(), offset, entry.getSize()), mode));
        } else {
            throw new IOException("'" + entry.getName() + "' in " + file
                    + " is neither a file, a directory nor a link, or is a sparse file, and cannot be put into an image."
                    + " Leave it out of the archive.");
        }
    }

    private static boolean isSpecial(TarArchiveEntry entry) {
        return entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO();
    }

    @Override
    public Opened open() throws IOException {
        state.check(file);
        if (compression == Compression.NONE) {
            return new Content(FileChannel.open(file, StandardOpenOption.READ));
        }
        Path spool = Files.createTempFile("davit-layer-", ".tar");
        FileChannel channel = FileChannel.open(
                spool, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try (InputStream in = uncompressed()) {
            in.transferTo(Channels.newOutputStream(channel));
            state.check(file);
            return new Content(channel);
        } catch (IOException | RuntimeException e) {
            try (channel) {
                throw e;
            }
        }
    }

    @SuppressWarnings("deprecation") // the builder's signatures are those of another library
    private InputStream uncompressed() throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            return switch (compression) {
                case NONE -> in;
                case GZIP -> new GzipCompressorInputStream(in, true);
                case ZSTD -> ZstdStreams.uncompress(in);
            };
        } catch (IOException e) {
            try (in) {
                throw e;
            }
        }
    }

    private record Content(FileChannel channel) implements Opened {
        @Override
        public InputStream content(Member member) throws IOException {
            return Channels.newInputStream(channel.position(member.offset()));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
