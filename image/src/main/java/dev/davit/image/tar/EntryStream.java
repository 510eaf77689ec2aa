package dev.davit.image.tar;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a tar archive of the POSIX (pax), GNU or older format. What precedes an entry and is held in memory, as
 * long names, extended attributes and the map of a sparse file, is bounded. The content of a sparse file reads as its
 * whole length, with zeros where it has holes.
 */
public final class EntryStream extends TarArchiveInputStream {

    private static final long LARGEST_HEADER = 1 << 20;
    private static final int RECORD = 512;

    private final Counted counted;

    public EntryStream(InputStream in) {
        this(new Counted(in));
    }

    private EntryStream(Counted in) {
        super(in, StandardCharsets.UTF_8.name());
        this.counted = in;
    }

    /**
     * The next entry, or null at the end of the archive. The stream is then read to its own end, where whoever verifies it
     * below says so.
     *
     * @throws TarException when the archive is damaged, or when what precedes the entry is larger than any name needs
     */
    @Override
    public @Nullable TarArchiveEntry getNextEntry() throws IOException {
        if (counted.inHeader) {
            // Long names come before their entry, which is then asked for in here.
            return super.getNextEntry();
        }
        counted.allowed = counted.rest + LARGEST_HEADER;
        counted.inHeader = true;
        try {
            TarArchiveEntry entry = damageNamed(super::getNextEntry);
            if (entry == null) {
                counted.inHeader = false;
                counted.transferTo(OutputStream.nullOutputStream());
                return null;
            }
            counted.rest = Math.min(Math.max(0, entry.getSize()) + RECORD, Long.MAX_VALUE / 2);
            return entry;
        } finally {
            counted.inHeader = false;
        }
    }

    /** Where the content of the current entry begins in the archive, as long as nothing of it was read. */
    public long position() {
        return counted.position;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return damageNamed(() -> super.read(bytes, offset, length));
    }

    private interface Reading<T extends @Nullable Object> {
        T read() throws IOException;
    }

    /** What is wrong with the archive is told from what goes wrong below it. */
    private <T extends @Nullable Object> T damageNamed(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (TarException e) {
            throw e;
        } catch (IOException e) {
            if (e.equals(counted.failure)) {
                throw e;
            }
            throw new TarException(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new TarException("not a tar archive: " + e.getMessage(), e);
        }
    }

    /** Refuses more bytes than are allowed; knows how much the current entry still has. */
    private static final class Counted extends FilterInputStream {
        private long position;
        private long rest;
        private long allowed;
        private boolean inHeader;
        private @Nullable IOException failure;

        private Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = below(() -> in.read(bytes, offset, length));
            count(Math.max(0, read));
            return read;
        }

        @Override
        public long skip(long n) throws IOException {
            long skipped = below(() -> in.skip(n));
            count(skipped);
            return skipped;
        }

        private <T> T below(Reading<T> reading) throws IOException {
            try {
                return reading.read();
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        private void count(long bytes) throws IOException {
            position += bytes;
            rest = Math.max(0, rest - bytes);
            allowed -= bytes;
            if (inHeader && allowed < 0) {
                throw new TarException(
                        "an extended header has more than " + LARGEST_HEADER + " bytes, more than any name needs");
            }
        }
    }
}
