package dev.davit.image.layer;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.SortedMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes entries as a tar archive of the POSIX format, digests that, compresses it, and digests the result. */
final class LayerWriter {

    private static final int BUFFER = 1 << 16;

    private final long uid;
    private final long gid;
    private final FileTime time;
    private final Compressor compressor;
    private final byte[] buffer = new byte[BUFFER];

    LayerWriter(long uid, long gid, Instant time, Compressor compressor) {
        this.uid = uid;
        this.gid = gid;
        // Whole seconds: a fraction would cost an extra header for every entry.
        this.time = FileTime.from(Instant.ofEpochSecond(time.getEpochSecond()));
        this.compressor = compressor;
    }

    BuiltLayer write(SortedMap<String, Entry> entries, OutputStream out) throws IOException {
        var compressed = new DigestingOutput(out);
        Digest diffId;
        try (var compressing = compressor.compress(compressed);
                var archives = new OpenArchives()) {
            var archive = new DigestingOutput(compressing);
            // Buffered in front of the digest, because the archive comes in records of 512 bytes.
            try (var tar = new TarArchiveOutputStream(
                    new BufferedOutputStream(archive, BUFFER), StandardCharsets.UTF_8.name())) {
                tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
                tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
                tar.setAddPaxHeadersForNonAsciiNames(true);
                for (var entry : entries.entrySet()) {
                    write(tar, entry.getKey(), entry.getValue(), archives);
                }
                for (var entry : entries.entrySet()) {
                    // A link must come after its file.
                    if (entry.getValue() instanceof Entry.HardLink link) {
                        writeLink(tar, entry.getKey(), link, entries);
                    }
                }
            }
            diffId = archive.digest();
        }
        Descriptor descriptor = Descriptor.of(compressor.mediaType(), compressed.digest(), compressed.count());
        return new BuiltLayer(descriptor, diffId);
    }

    private void write(TarArchiveOutputStream tar, String path, Entry entry, OpenArchives archives) throws IOException {
        switch (entry) {
            case Entry.Directory _ -> {
                tar.putArchiveEntry(header(path + "/", TarConstants.LF_DIR, entry.mode(), 0));
                tar.closeArchiveEntry();
            }
            case Entry.Symlink link -> {
                TarArchiveEntry header = header(path, TarConstants.LF_SYMLINK, entry.mode(), 0);
                header.setLinkName(link.target());
                tar.putArchiveEntry(header);
                tar.closeArchiveEntry();
            }
            case Entry.Bytes bytes -> {
                tar.putArchiveEntry(header(path, TarConstants.LF_NORMAL, entry.mode(), bytes.content().length));
                tar.write(bytes.content());
                tar.closeArchiveEntry();
            }
            case Entry.FileFrom file -> {
                try (var channel = FileChannel.open(file.source(), StandardOpenOption.READ)) {
                    FileState state = FileState.of(file.source());
                    tar.putArchiveEntry(header(path, TarConstants.LF_NORMAL, entry.mode(), state.size()));
                    copy(file.source(), Channels.newInputStream(channel), state.size(), tar);
                    tar.closeArchiveEntry();
                    state.check(file.source());
                }
            }
            case Entry.Archived archived -> {
                Path source = archived.archive().file();
                long size = archived.member().size();
                tar.putArchiveEntry(header(path, TarConstants.LF_NORMAL, entry.mode(), size));
                copy(source, archives.content(archived), size, tar);
                tar.closeArchiveEntry();
            }
            case Entry.HardLink _ -> {
                // These come last.
            }
        }
    }

    private void writeLink(
            TarArchiveOutputStream tar, String path, Entry.HardLink link, SortedMap<String, Entry> entries)
            throws IOException {
        Entry target = entries.get(link.target());
        switch (target) {
            case null -> throw withoutFile(path, link, "not in the layer");
            case Entry.Directory _, Entry.Symlink _, Entry.HardLink _ -> throw withoutFile(path, link, target.kind());
            case Entry.FileFrom _, Entry.Bytes _, Entry.Archived _ -> {
                TarArchiveEntry header = header(path, TarConstants.LF_LINK, target.mode(), 0);
                header.setLinkName(link.target());
                tar.putArchiveEntry(header);
                tar.closeArchiveEntry();
            }
        }
    }

    private static IOException withoutFile(String path, Entry.HardLink link, String found) {
        return new IOException("Cannot write the hard link " + path + ": expected a file as its target, but "
                + link.target() + " is " + found);
    }

    private TarArchiveEntry header(String path, byte type, int mode, long size) {
        var header = new TarArchiveEntry(path, type);
        header.setSize(size);
        header.setMode(mode);
        header.setUserId(uid);
        header.setGroupId(gid);
        header.setUserName("");
        header.setGroupName("");
        header.setLastModifiedTime(time);
        return header;
    }

    private void copy(Path source, InputStream in, long size, OutputStream out) throws IOException {
        long left = size;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException(source + " became shorter while it was read: expected " + size + " bytes, found "
                        + (size - left) + ". Let whatever writes it finish first.");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }
}
