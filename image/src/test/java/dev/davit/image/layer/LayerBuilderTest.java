package dev.davit.image.layer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.davit.image.Digest;
import dev.davit.image.Layer;
import dev.davit.image.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerBuilderTest {

    @TempDir
    Path directory;

    @Test
    void sameFilesGiveTheSameLayerWhateverTheirTimesOwnersAndOrder() throws IOException {
        Path one = Files.createDirectory(directory.resolve("one"));
        Path two = Files.createDirectory(directory.resolve("two"));
        write(one.resolve("a/x.txt"), "x");
        write(one.resolve("b"), "b");
        write(two.resolve("b"), "b");
        write(two.resolve("a/x.txt"), "x");
        Files.setLastModifiedTime(two.resolve("b"), FileTime.fromMillis(1234567890123L));
        Files.setLastModifiedTime(two.resolve("a"), FileTime.fromMillis(0));
        Files.setPosixFilePermissions(two.resolve("b"), PosixFilePermissions.fromString("rw-------"));
        String user = System.getProperty("user.name");

        BuiltLayer first =
                build(new LayerBuilder().addTree("app", one).addBytes("\u00fc".repeat(120), new byte[1], 0600));
        BuiltLayer second;
        try {
            System.setProperty("user.name", "somebody-else");
            second = build(new LayerBuilder()
                    .addBytes("\u00fc".repeat(120), new byte[1], 0600)
                    .addTree("/app/", two));
        } finally {
            System.setProperty("user.name", user);
        }

        assertThat(second).isEqualTo(first);
    }

    @Test
    void digestsAreThoseOfTheBytes() throws IOException {
        Path file = directory.resolve("layer.tar.gz");
        Layer layer = new LayerBuilder()
                .addBytes("a", "content".getBytes(UTF_8), 0644)
                .writeTo(file);
        byte[] compressed = Files.readAllBytes(file);

        assertThat(layer.descriptor().digest()).isEqualTo(Digest.sha256(compressed));
        assertThat(layer.descriptor().size()).isEqualTo(compressed.length);
        assertThat(layer.descriptor().mediaType()).isEqualTo(MediaTypes.OCI_LAYER_GZIP);
        try (var gzip = new GZIPInputStream(layer.open())) {
            assertThat(layer.diffId()).isEqualTo(Digest.sha256(gzip.readAllBytes()));
        }
    }

    @Test
    void gzipHeaderTellsNeitherTimeNorMachine() throws IOException {
        var out = new ByteArrayOutputStream();
        new LayerBuilder().addBytes("a", new byte[0], 0644).writeTo(out);

        assertThat(out.toByteArray()).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
    }

    @Test
    void entriesAreSortedAndHaveTheOwnerTimeAndModeThatWereGiven() throws IOException {
        Instant time = Instant.parse("2026-01-31T12:00:00.5Z");
        Path script = write(directory.resolve("run.sh"), "#!");

        List<TarArchiveEntry> entries = entries(new LayerBuilder()
                .owner(65532, 3_000_000)
                .time(time)
                .addFile("/opt//app/./run.sh", script, 0555)
                .addDirectory("opt", 0700)
                .addDirectory("tmp", 01777)
                .addSymlink("bin", "opt/app")
                .addBytes("opt-x", new byte[3], 0640));

        assertThat(entries)
                .extracting(TarArchiveEntry::getName)
                .containsExactly("bin", "opt/", "opt-x", "opt/app/", "opt/app/run.sh", "tmp/");
        assertThat(entries).extracting(e -> e.getMode() & 07777).containsExactly(0777, 0700, 0640, 0755, 0555, 01777);
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.getLongUserId()).isEqualTo(65532);
            assertThat(entry.getLongGroupId()).isEqualTo(3_000_000);
            assertThat(entry.getUserName()).isEmpty();
            assertThat(entry.getGroupName()).isEmpty();
            assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
            assertThat(entry.getExtraPaxHeaders()).isEmpty();
        });
        assertThat(entries.getFirst().getLinkName()).isEqualTo("opt/app");
    }

    @Test
    void treeKeepsExecutableBitsAndLinks() throws IOException {
        Path tool = write(directory.resolve("t/bin/tool"), "x");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
        write(directory.resolve("t/data"), "y");
        Files.createSymbolicLink(directory.resolve("t/link"), Path.of("bin/tool"));
        Files.createSymbolicLink(directory.resolve("t/dangling"), Path.of("/nowhere"));
        Files.createSymbolicLink(directory.resolve("t/dir"), Path.of("bin"));

        List<TarArchiveEntry> entries = entries(new LayerBuilder().addTree("", directory.resolve("t")));

        assertThat(entries)
                .extracting(e -> e.getName() + " " + Integer.toOctalString(e.getMode() & 0777) + " " + e.getLinkName())
                .containsExactly(
                        "bin/ 755 ",
                        "bin/tool 755 ",
                        "dangling 777 /nowhere",
                        "data 644 ",
                        "dir 777 bin",
                        "link 777 bin/tool");
    }

    @Test
    void treesMayShareDirectories() throws IOException {
        write(directory.resolve("one/lib/a"), "a");
        write(directory.resolve("two/lib/b"), "b");

        assertThat(entries(new LayerBuilder()
                        .addTree("app", directory.resolve("one"))
                        .addTree("app", directory.resolve("two"))))
                .extracting(TarArchiveEntry::getName)
                .containsExactly("app/", "app/lib/", "app/lib/a", "app/lib/b");
    }

    @Test
    void longAndForeignNamesSurvive() throws IOException {
        String path = "caf\u00e9/" + "d".repeat(150) + "/" + "\ud83d\udea2".repeat(40) + "/" + "f".repeat(200);
        String target = "../" + "t\u00e4".repeat(100);

        List<TarArchiveEntry> entries =
                entries(new LayerBuilder().addBytes(path, new byte[1], 0644).addSymlink("link", target));

        assertThat(entries).extracting(TarArchiveEntry::getName).contains(path);
        assertThat(entries).extracting(TarArchiveEntry::getLinkName).contains(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", ".", "../x", "a/../../x", "a/..", ".wh.x", "a/.wh..wh..opq", "a\u0000b"})
    void pathThatLeadsElsewhereIsRefused(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LayerBuilder().addBytes(path, new byte[0], 0644))
                .withMessageContaining("Not a path for a layer");
    }

    @Test
    void pathIsTakenOnce() {
        LayerBuilder builder =
                new LayerBuilder().addBytes("a/b", new byte[0], 0644).addDirectory("d", 0700);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.addSymlink("/a/b", "x"))
                .withMessage("Cannot add a/b as a symbolic link: the layer has it already, as a file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.addBytes("a/b/c", new byte[0], 0644))
                .withMessage("Cannot add a/b/c: a/b is a file, not a directory");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.addBytes("a", new byte[0], 0644));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.addDirectory("d", 0700));
    }

    @Test
    void fileThatIsNotThereIsNamed() {
        Path missing = directory.resolve("missing.jar");

        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> build(new LayerBuilder().addFile("a", missing, 0644)))
                .withMessageContaining("missing.jar");
    }

    @Test
    void fileOfMoreThanEightGibibytesKeepsItsSize() throws IOException {
        Path big = directory.resolve("big");
        try (var file = new RandomAccessFile(big.toFile(), "rw")) {
            file.setLength((8L << 30) + 1);
        }
        var head = new ByteArrayOutputStream();
        var onlyTheHead = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("enough");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                head.write(bytes, offset, length);
                if (head.size() > 1 << 16) {
                    throw new IOException("enough");
                }
            }
        };

        assertThatThrownBy(() -> new LayerBuilder()
                        .compressor(uncompressed())
                        .addFile("big", big, 0644)
                        .writeTo(onlyTheHead))
                .hasMessage("enough");

        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(head.toByteArray()))) {
            assertThat(tar.getNextEntry().getSize()).isEqualTo((8L << 30) + 1);
        }
    }

    private static Compressor uncompressed() {
        return new Compressor() {
            @Override
            public String mediaType() {
                return MediaTypes.OCI_LAYER_TAR;
            }

            @Override
            public OutputStream compress(OutputStream out) {
                return out;
            }
        };
    }

    private static BuiltLayer build(LayerBuilder builder) throws IOException {
        return builder.writeTo(OutputStream.nullOutputStream());
    }

    private static List<TarArchiveEntry> entries(LayerBuilder builder) throws IOException {
        var out = new ByteArrayOutputStream();
        builder.writeTo(out);
        List<TarArchiveEntry> entries = new ArrayList<>();
        try (var tar = new TarArchiveInputStream(
                new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())), UTF_8.name())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static Path write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
