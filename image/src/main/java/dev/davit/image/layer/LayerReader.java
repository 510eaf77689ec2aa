package dev.davit.image.layer;

import dev.davit.image.Layer;
import dev.davit.image.MediaTypes;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Reads the tar archive in a layer, whatever it is compressed with and whoever made it. */
public final class LayerReader {

    private LayerReader() {}

    /**
     * The uncompressed archive. Size and both digests of the layer are checked by the time the stream says that it is at
     * its end, so what is read is to be trusted only then. The caller closes it.
     *
     * @throws LayerException here, and while reading, when the layer is damaged, larger than the limits allow, or of a type
     *     that cannot be read
     */
    public static InputStream open(Layer layer, LayerLimits limits) throws IOException {
        String what = "Layer " + layer.descriptor().digest();
        long size = layer.descriptor().size();
        long most = limits.uncompressed(size);
        InputStream blob = layer.open();
        try {
            var stored = new VerifiedInput(
                    blob,
                    what,
                    layer.descriptor().digest(),
                    size,
                    " is damaged: it has more than the " + size + " bytes it should have");
            var archive = new VerifiedInput(
                    uncompressed(layer, what, stored),
                    what + " (uncompressed)",
                    layer.diffId(),
                    most,
                    " has more than " + most + " bytes, from " + size + " compressed ones: more than is allowed.");
            return new Archive(what, stored, archive);
        } catch (IOException | RuntimeException e) {
            try (blob) {
                throw e;
            }
        }
    }

    @SuppressWarnings("deprecation") // the builder's signatures are those of another library
    private static InputStream uncompressed(Layer layer, String what, VerifiedInput stored) throws IOException {
        String type = layer.descriptor().mediaType();
        if (MediaTypes.isTar(type)) {
            return stored;
        }
        if (MediaTypes.isGzip(type)) {
            return damageNamed(what, stored, () -> new GzipCompressorInputStream(stored, true));
        }
        if (MediaTypes.isZstd(type)) {
            return ZstdStreams.uncompress(stored);
        }
        throw new LayerException(what + " is of a type that cannot be unpacked: " + type + ". Expected "
                + MediaTypes.OCI_LAYER_GZIP + ", " + MediaTypes.OCI_LAYER_ZSTD + " or " + MediaTypes.OCI_LAYER_TAR
                + ".");
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** What a decompressor finds wrong is damage to the layer; what goes wrong below it is not. */
    private static <T> T damageNamed(String what, VerifiedInput stored, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (LayerException e) {
            throw e;
        } catch (IOException e) {
            if (stored.failedWith(e)) {
                throw e;
            }
            throw new LayerException(what + " is damaged: " + e.getMessage() + ". Build or pull the image again.", e);
        }
    }

    /** Verifies everything when it comes to its end. */
    private static final class Archive extends FilterInputStream {
        private final String what;
        private final VerifiedInput stored;
        private final VerifiedInput archive;
        private boolean verified;

        private Archive(String what, VerifiedInput stored, VerifiedInput archive) {
            super(archive);
            this.what = what;
            this.stored = stored;
            this.archive = archive;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return damageNamed(what, stored, () -> {
                int read = archive.read(bytes, offset, length);
                if (read < 0 && !verified) {
                    archive.verify();
                    stored.verify();
                    verified = true;
                }
                return read;
            });
        }

        @Override
        public long skip(long n) throws IOException {
            byte[] skipped = new byte[(int) Math.min(n, 1 << 13)];
            return Math.max(0, read(skipped, 0, skipped.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
