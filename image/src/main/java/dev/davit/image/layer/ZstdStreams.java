package dev.davit.image.layer;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * zstd streams (RFC 8878). The native library is loaded when the first of them is made, not before: it has to be unpacked
 * to a file for that.
 */
final class ZstdStreams {

    private ZstdStreams() {}

    /** The bytes are the same for any number of threads from 1 on, which the library sees to. */
    static OutputStream compress(OutputStream out, int level, int threads) throws IOException {
        try {
            var zstd = new ZstdOutputStream(out, level);
            zstd.setChecksum(true).setWorkers(threads);
            return new Unflushed(zstd);
        } catch (LinkageError e) {
            throw unusable(e);
        }
    }

    /** Reads frames to the end of the stream; takes up to 128 MiB outside of the heap, as much as the format asks of all. */
    static InputStream uncompress(InputStream in) throws IOException {
        try {
            return new ZstdInputStream(in);
        } catch (LinkageError e) {
            throw unusable(e);
        }
    }

    private static IOException unusable(LinkageError e) {
        return new IOException(
                "Cannot load the zstd library: " + e.getMessage()
                        + ". It is unpacked to the folder for temporary files, or to that of -DZstdTempFolder, from where"
                        + " programs must be allowed to run; or use gzip.",
                e);
    }

    /** A flush would end a block of the frame, at a place that depends on who writes. */
    private static final class Unflushed extends FilterOutputStream {
        private Unflushed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() {
            // see above
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
