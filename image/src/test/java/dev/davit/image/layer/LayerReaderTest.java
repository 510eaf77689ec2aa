package dev.davit.image.layer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Layer;
import dev.davit.image.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerReaderTest {

    private static final byte[] ARCHIVE =
            "not really an archive ".repeat(30_000).getBytes(UTF_8);

    @ParameterizedTest
    @ValueSource(
            strings = {
                MediaTypes.OCI_LAYER_TAR,
                MediaTypes.OCI_LAYER_GZIP,
                MediaTypes.OCI_LAYER_ZSTD,
                MediaTypes.DOCKER_LAYER_TAR,
                MediaTypes.DOCKER_LAYER_GZIP,
                MediaTypes.DOCKER_LAYER_ZSTD,
                "application/vnd.oci.image.layer.nondistributable.v1.tar",
                "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
                "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
                "application/vnd.docker.image.rootfs.foreign.diff.tar",
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
            })
    void everyTypeOfLayerIsRead(String mediaType) throws IOException {
        Layer layer = layer(mediaType, compressed(mediaType, ARCHIVE), Digest.sha256(ARCHIVE));

        try (InputStream in = LayerReader.open(layer, LayerLimits.DEFAULT)) {
            assertThat(in.readAllBytes()).isEqualTo(ARCHIVE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {MediaTypes.OCI_LAYER_GZIP, MediaTypes.OCI_LAYER_ZSTD})
    void severalMembersOrFramesAreOneArchive(String mediaType) throws IOException {
        var out = new ByteArrayOutputStream();
        for (int from = 0; from < ARCHIVE.length; from += 100_000) {
            out.write(
                    compressed(mediaType, Arrays.copyOfRange(ARCHIVE, from, Math.min(ARCHIVE.length, from + 100_000))));
        }

        try (InputStream in =
                LayerReader.open(layer(mediaType, out.toByteArray(), Digest.sha256(ARCHIVE)), LayerLimits.DEFAULT)) {
            assertThat(in.readAllBytes()).isEqualTo(ARCHIVE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {MediaTypes.OCI_LAYER_GZIP, MediaTypes.OCI_LAYER_ZSTD})
    void whatIsCutOffOrFollowedByGarbageIsRefused(String mediaType) throws IOException {
        byte[] whole = compressed(mediaType, ARCHIVE);
        byte[] garbage = Arrays.copyOf(whole, whole.length + 20);
        Arrays.fill(garbage, whole.length, garbage.length, (byte) 'x');
        byte[] changed = whole.clone();
        changed[whole.length / 2] ^= 0x55;

        for (byte[] stored : new byte[][] {
            Arrays.copyOf(whole, whole.length / 2),
            Arrays.copyOf(whole, whole.length - 1),
            Arrays.copyOf(whole, 3),
            new byte[0],
            garbage,
            changed
        }) {
            refused(layer(mediaType, stored, Digest.sha256(ARCHIVE)), "is damaged");
        }
    }

    @Test
    void digestsAndSizeAreChecked() throws IOException {
        byte[] stored = compressed(MediaTypes.OCI_LAYER_GZIP, ARCHIVE);
        Layer good = layer(MediaTypes.OCI_LAYER_GZIP, stored, Digest.sha256(ARCHIVE));

        refused(layer(MediaTypes.OCI_LAYER_GZIP, stored, Digest.sha256(stored)), "not what its digest says");
        refused(
                new Layer(
                        Descriptor.of(MediaTypes.OCI_LAYER_GZIP, good.diffId(), stored.length),
                        good.diffId(),
                        good.content()),
                "not what its digest says");
        refused(
                new Layer(
                        Descriptor.of(
                                MediaTypes.OCI_LAYER_GZIP, good.descriptor().digest(), stored.length - 1),
                        good.diffId(),
                        good.content()),
                "more than the " + (stored.length - 1) + " bytes");
    }

    @Test
    void sha512IsVerifiedToo() throws Exception {
        Digest diffId = sha512(ARCHIVE);
        byte[] stored = compressed(MediaTypes.OCI_LAYER_GZIP, ARCHIVE);
        Descriptor descriptor = Descriptor.of(MediaTypes.OCI_LAYER_GZIP, sha512(stored), stored.length);

        try (InputStream in = LayerReader.open(
                new Layer(descriptor, diffId, () -> new ByteArrayInputStream(stored)), LayerLimits.DEFAULT)) {
            assertThat(in.readAllBytes()).isEqualTo(ARCHIVE);
        }
        refused(new Layer(descriptor, sha512(stored), () -> new ByteArrayInputStream(stored)), "not what its digest");
    }

    @Test
    void typeThatNobodyKnowsIsRefused() throws IOException {
        refused(
                layer("application/x-other", ARCHIVE, Digest.sha256(ARCHIVE)),
                "of a type that cannot be unpacked: application/x-other");
    }

    @Test
    void failureBelowComesThroughAsItIs() {
        var layer = new Layer(
                Descriptor.of(MediaTypes.OCI_LAYER_GZIP, Digest.sha256(ARCHIVE), 7),
                Digest.sha256(ARCHIVE),
                Broken::new);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read(layer))
                .withMessage("connection reset");
    }

    private static void refused(Layer layer, String message) {
        assertThatExceptionOfType(LayerException.class)
                .isThrownBy(() -> read(layer))
                .withMessageContaining(message)
                .withMessageStartingWith("Layer " + layer.descriptor().digest());
    }

    private static byte[] read(Layer layer) throws IOException {
        try (InputStream in = LayerReader.open(layer, LayerLimits.DEFAULT)) {
            return in.readAllBytes();
        }
    }

    private static Layer layer(String mediaType, byte[] stored, Digest diffId) {
        return new Layer(Descriptor.of(mediaType, stored), diffId, () -> new ByteArrayInputStream(stored));
    }

    private static byte[] compressed(String mediaType, byte[] content) throws IOException {
        Compressor compressor = MediaTypes.isGzip(mediaType)
                ? Compressor.GZIP
                : MediaTypes.isZstd(mediaType) ? Compressor.ZSTD : Compressor.NONE;
        var out = new ByteArrayOutputStream();
        try (OutputStream compressing = compressor.compress(out)) {
            compressing.write(content);
        }
        return out.toByteArray();
    }

    private static Digest sha512(byte[] content) throws Exception {
        return new Digest(
                "sha512",
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(content)));
    }

    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("connection reset");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("connection reset");
        }
    }
}
