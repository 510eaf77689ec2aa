package dev.davit.image.rootfs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.davit.image.Digest;
import dev.davit.image.Layer;
import dev.davit.image.MediaTypes;
import dev.davit.image.layer.Compressor;
import dev.davit.image.layer.LayerLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small layer does not become a large one on the disk or in memory, beyond limits that can be set. */
class HostileSizeTest {

    private static final LayerLimits SMALL = new LayerLimits(1 << 20, 200, 100);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void bombIsStoppedAtTheLimit(String kind) throws IOException {
        Layer bomb =
                compressed(kind, new TarLayer().file("a", "\0".repeat(8 << 20)).tarBytes());
        assertThat(bomb.descriptor().size()).isLessThan(20_000);

        refused(bomb, SMALL, "'a' has 8388608 bytes, and only 1048576 more are allowed");
    }

    @Test
    void archiveThatGoesOnAfterItsEndIsStoppedAtTheLimit() throws IOException {
        byte[] archive = new TarLayer().file("a", "x").tarBytes();

        refused(compressed("gzip", Arrays.copyOf(archive, 8 << 20)), SMALL, "more than is allowed");
    }

    @Test
    void ratioCountsOnceALayerIsLarge() throws IOException {
        var limits = new LayerLimits(2L << 30, 1, 100);
        var out = new ByteArrayOutputStream();
        try (OutputStream zstd = Compressor.ZSTD.compress(out)) {
            for (int i = 0; i < 1025; i++) {
                zstd.write(new byte[1 << 20]);
            }
        }
        Layer layer = TarLayer.layer(MediaTypes.OCI_LAYER_ZSTD, out.toByteArray(), Digest.sha256(new byte[0]));

        refused(layer, limits, "has more than 1073741824 bytes, from " + out.size() + " compressed ones");
    }

    @Test
    void limitHoldsForAllLayersTogether() throws IOException {
        Layer layer = new TarLayer().file("a", "x".repeat(600_000)).layer();

        refused(layer, SMALL, "and only", layer);
    }

    @Test
    void entriesAreCountedInAllLayersTogether() throws IOException {
        var entries = new TarLayer();
        for (int i = 0; i < 60; i++) {
            entries.file("f" + i, "");
        }
        Layer layer = entries.layer();
        RootFilesystem.unpack(TarLayer.image(layer), directory.resolve("one"), SMALL);

        refused(layer, SMALL, "more entries than are allowed", layer);
    }

    @Test
    void sizeThatIsOnlyDeclaredIsRefusedBeforeAnythingIsWritten() throws IOException {
        byte[] archive = new TarLayer().file("a", "x").tarBytes();
        byte[] declared = withSize(archive, "77777777777");

        refused(plain(declared), LayerLimits.DEFAULT, "is damaged: Truncated TAR archive");
        refused(plain(declared), SMALL, "'a' has 8589934591 bytes");
    }

    @Test
    void holesOfSparseFilesCount() throws IOException {
        Layer layer = new TarLayer()
                .entry("a", TarConstants.LF_GNUTYPE_SPARSE, "", 0644, new byte[0])
                .layer();
        byte[] archive = layer.open().readAllBytes();
        // Real size of an old GNU sparse header: 8 GiB, of which nothing is stored.
        System.arraycopy("77777777777".getBytes(US_ASCII), 0, archive, 483, 11);
        System.arraycopy("ustar  ".getBytes(US_ASCII), 0, archive, 257, 7);
        checksum(archive);

        refused(plain(archive), SMALL, "'a' has 8589934591 bytes");
    }

    @Test
    void extendedHeadersWithoutEndAreRefused() throws IOException {
        byte[] one = new byte[600_000];
        Arrays.fill(one, (byte) 'a');
        var layer = new TarLayer().file("before", "content");
        for (int i = 0; i < 3; i++) {
            layer.entry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME, "", 0, one);
        }

        refused(layer.file("a", "x").layer(), LayerLimits.DEFAULT, "an extended header has more than");
    }

    @Test
    void namesThatNoFileSystemTakesAreRefused() throws IOException {
        byte[] name = "a/".repeat(2100).getBytes(US_ASCII);

        refused(
                new TarLayer()
                        .entry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME, "", 0, name)
                        .file("a", "x")
                        .layer(),
                LayerLimits.DEFAULT,
                "has 4200 characters, more than a file system takes");
        refused(
                new TarLayer()
                        .entry("././@LongLink", TarConstants.LF_GNUTYPE_LONGLINK, "", 0, name)
                        .symlink("a", "x")
                        .layer(),
                LayerLimits.DEFAULT,
                "a symbolic link to a name of 4200 characters");
    }

    @Test
    void mapOfASparseFileWithoutEndIsRefused() throws IOException {
        byte[] map = "1000000\n".concat("0\n".repeat(1_000_000)).getBytes(US_ASCII);
        byte[] pax = "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n25 GNU.sparse.realsize=1\n".getBytes(US_ASCII);

        refused(
                new TarLayer()
                        .entry("pax", TarConstants.LF_PAX_EXTENDED_HEADER_LC, "", 0, pax)
                        .entry("a", TarConstants.LF_NORMAL, "", 0644, map)
                        .layer(),
                LayerLimits.DEFAULT,
                "an extended header has more than");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix"})
    void sparseFilesOfGnuTarComeOutWhole(String format) throws Exception {
        Path folder = Files.createDirectory(directory.resolve("source"));
        byte[] content = new byte[3 << 20];
        Arrays.fill(content, 1 << 20, (1 << 20) + 70_000, (byte) 'x');
        try (var file = new RandomAccessFile(folder.resolve("sparse").toFile(), "rw")) {
            file.setLength(content.length);
            file.seek(1 << 20);
            file.write(content, 1 << 20, 70_000);
        }
        Path archive = directory.resolve("archive.tar");
        Process tar = new ProcessBuilder(
                        "tar",
                        "--sparse",
                        "--format=" + format,
                        "-C",
                        folder.toString(),
                        "-cf",
                        archive.toString(),
                        "sparse")
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        assertThat(Files.size(archive)).isLessThan(1 << 20);

        RootFilesystem.unpack(TarLayer.image(plain(Files.readAllBytes(archive))), directory.resolve("root"));

        assertThat(directory.resolve("root/sparse")).hasBinaryContent(content);
    }

    @Test
    void zerosTakeNoRoom() throws IOException {
        Layer layer = compressed(
                "zstd",
                new TarLayer().file("a", "x" + "\0".repeat(4 << 20) + "y\0").tarBytes());
        Path root = directory.resolve("root");

        RootFilesystem.unpack(TarLayer.image(layer), root);

        byte[] content = Files.readAllBytes(root.resolve("a"));
        assertThat(content).hasSize((4 << 20) + 3).startsWith('x', 0).endsWith('y', 0);
    }

    private void refused(Layer layer, LayerLimits limits, String message, Layer... below) throws IOException {
        Path root = directory.resolve("refused");
        Layer[] all = Arrays.copyOf(below, below.length + 1);
        all[below.length] = layer;

        assertThatExceptionOfType(UnpackException.class)
                .isThrownBy(() -> RootFilesystem.unpack(TarLayer.image(all), root, limits))
                .withMessageContaining(message)
                .withMessageContaining(layer.descriptor().digest().toString());
        assertThat(root).doesNotExist();
    }

    private static Layer plain(byte[] archive) {
        return TarLayer.layer(MediaTypes.OCI_LAYER_TAR, archive, Digest.sha256(archive));
    }

    private static Layer compressed(String kind, byte[] archive) throws IOException {
        Compressor compressor = kind.equals("gzip") ? Compressor.GZIP : Compressor.ZSTD;
        var out = new ByteArrayOutputStream();
        try (OutputStream compressing = compressor.compress(out)) {
            compressing.write(archive);
        }
        return TarLayer.layer(compressor.mediaType(), out.toByteArray(), Digest.sha256(archive));
    }

    private static byte[] withSize(byte[] archive, String octal) {
        byte[] changed = archive.clone();
        System.arraycopy(octal.getBytes(US_ASCII), 0, changed, 124, 11);
        checksum(changed);
        return changed;
    }

    private static void checksum(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += header[i] & 0xff;
        }
        System.arraycopy("%06o\0 ".formatted(sum).getBytes(US_ASCII), 0, header, 148, 8);
    }
}
