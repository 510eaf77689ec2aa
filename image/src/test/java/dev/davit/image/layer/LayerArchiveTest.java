package dev.davit.image.layer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerArchiveTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz", "tar.zst"})
    void entriesOfATarArchiveAreSortedIntoTheLayer(String format) throws IOException {
        Compressor compressor =
                format.equals("tar") ? Compressor.NONE : format.equals("tar.gz") ? Compressor.GZIP : Compressor.ZSTD;
        Path archive = directory.resolve("in." + format);
        try (OutputStream out = compressor.compress(Files.newOutputStream(archive));
                var tar = new TarArchiveOutputStream(out)) {
            put(tar, "./", "", 0755);
            put(tar, "./z/", "", 0700);
            put(tar, "./z/run", "#!" + "x".repeat(3000), 04755);
            put(tar, "./a", "first", 0600);
            var link = new TarArchiveEntry("./b", TarArchiveEntry.LF_LINK);
            link.setLinkName("./z/run");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
            var symlink = new TarArchiveEntry("./c", TarArchiveEntry.LF_SYMLINK);
            symlink.setLinkName("../elsewhere");
            tar.putArchiveEntry(symlink);
            tar.closeArchiveEntry();
        }

        assertThat(list(new LayerBuilder().addArchive("app", archive).addBytes("app/d", new byte[1], 0644)))
                .containsExactly(
                        "app/ 755 ",
                        "app/a 600  first",
                        "app/c 777 ../elsewhere",
                        "app/d 644  \0",
                        "app/z/ 700 ",
                        "app/z/run 4755  #!" + "x".repeat(3000),
                        "app/b 4755 app/z/run");
    }

    @Test
    void jarIsUnpacked() throws IOException {
        Path jar = directory.resolve("in.jar");
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("META-INF/"));
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            zip.write("Manifest".getBytes(UTF_8));
            zip.putNextEntry(new ZipEntry("A.class"));
            zip.write("class".getBytes(UTF_8));
        }

        assertThat(list(new LayerBuilder().addArchive("", jar)))
                .containsExactly("A.class 644  class", "META-INF/ 755 ", "META-INF/MANIFEST.MF 644  Manifest");
    }

    @Test
    void whatCannotBePutIntoALayerIsRefused() throws IOException {
        Path noArchive = Files.writeString(directory.resolve("text"), "hello");
        Path outside = directory.resolve("outside.tar");
        try (var tar = new TarArchiveOutputStream(Files.newOutputStream(outside))) {
            put(tar, "../x", "x", 0644);
        }
        Path device = directory.resolve("device.tar");
        try (var tar = new TarArchiveOutputStream(Files.newOutputStream(device))) {
            tar.putArchiveEntry(new TarArchiveEntry("null", TarArchiveEntry.LF_CHR));
            tar.closeArchiveEntry();
        }

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> new LayerBuilder().addArchive("", noArchive));
        assertThatIllegalArgumentException().isThrownBy(() -> new LayerBuilder().addArchive("", outside));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new LayerBuilder().addArchive("", device))
                .withMessageContaining("neither a file, a directory nor a link");
    }

    @Test
    @Tag("slow")
    void archiveThatUnpacksToFarMoreThanItsSizeIsRefused() throws IOException {
        Path bomb = directory.resolve("bomb.tar.zst");
        long size = 1100L << 20;
        try (var tar = new TarArchiveOutputStream(Compressor.ZSTD.compress(Files.newOutputStream(bomb)))) {
            var entry = new TarArchiveEntry("zeros");
            entry.setSize(size);
            tar.putArchiveEntry(entry);
            byte[] zeros = new byte[1 << 20];
            for (long written = 0; written < size; written += zeros.length) {
                tar.write(zeros);
            }
            tar.closeArchiveEntry();
        }
        assertThat(Files.size(bomb)).isLessThan(1 << 20);
        assertThatExceptionOfType(LayerException.class)
                .isThrownBy(() -> new LayerBuilder().addArchive("", bomb).writeTo(OutputStream.nullOutputStream()))
                .withMessageContaining("bomb.tar.zst unpacks to more than 1073741824 bytes");
    }

    @Test
    void archiveThatWasCutOffIsNamed() throws IOException {
        Path archive = directory.resolve("cut.tar.gz");
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(new byte[0]);
        }
        Files.write(archive, Arrays.copyOf(bytes.toByteArray(), 12));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new LayerBuilder().addArchive("", archive))
                .withMessage(archive + " ends before the archive in it does");
    }

    @Test
    void archiveThatChangedSinceItWasAddedIsRefused() throws IOException {
        Path archive = directory.resolve("in.tar");
        try (var tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
            put(tar, "a", "first", 0600);
        }
        LayerBuilder builder = new LayerBuilder().addArchive("", archive);
        Files.setLastModifiedTime(archive, FileTime.fromMillis(1));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> builder.writeTo(OutputStream.nullOutputStream()))
                .withMessageContaining("in.tar was changed while it was read");
    }

    @Test
    void hardLinkNeedsAFileOfTheLayer() throws IOException {
        for (String target : List.of("missing", "directory", "symlink", "link")) {
            LayerBuilder builder = new LayerBuilder()
                    .addDirectory("directory", 0755)
                    .addSymlink("symlink", "x")
                    .addBytes("file", new byte[1], 0600)
                    .addHardLink("link", "/file")
                    .addHardLink("other", target);

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> builder.writeTo(OutputStream.nullOutputStream()))
                    .withMessageContaining("Cannot write the hard link other");
        }
    }

    @Test
    void fileThatGrowsOrIsRewrittenWhileItIsReadIsRefused() throws IOException {
        for (String added : List.of("more", "")) {
            Path file = directory.resolve("growing" + added.length());
            Files.write(file, new byte[1 << 20]);
            Files.setLastModifiedTime(file, FileTime.fromMillis(1));
            var meddling = new OutputStream() {
                private boolean done;

                @Override
                public void write(int b) throws IOException {
                    write(new byte[1], 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    if (!done) {
                        done = true;
                        Files.write(file, (added + "\0".repeat(1 << 20)).getBytes(UTF_8));
                    }
                }
            };

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> new LayerBuilder()
                            .compressor(Compressor.NONE)
                            .addFile("a", file, 0644)
                            .writeTo(meddling))
                    .withMessageContaining("was changed while it was read");
        }
    }

    @Test
    void fileThatShrinksWhileItIsReadIsRefused() throws IOException {
        Path file = directory.resolve("shrinking");
        Files.write(file, new byte[1 << 20]);
        var meddling = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
                try {
                    Files.write(file, new byte[10]);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        };

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new LayerBuilder()
                        .compressor(Compressor.NONE)
                        .addFile("a", file, 0644)
                        .writeTo(meddling))
                .withMessageContaining("became shorter while it was read");
    }

    private static void put(TarArchiveOutputStream tar, String name, String content, int mode) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setIds(1000, 1000);
        entry.setSize(content.length());
        tar.putArchiveEntry(entry);
        tar.write(content.getBytes(UTF_8));
        tar.closeArchiveEntry();
    }

    private static List<String> list(LayerBuilder builder) throws IOException {
        var out = new ByteArrayOutputStream();
        builder.compressor(Compressor.NONE).writeTo(out);
        List<String> entries = new ArrayList<>();
        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                assertThat(entry.getLongUserId()).isZero();
                String content = new String(tar.readAllBytes(), UTF_8);
                entries.add(entry.getName() + " " + Integer.toOctalString(entry.getMode() & 07777) + " "
                        + entry.getLinkName() + (content.isEmpty() ? "" : " " + content));
            }
        }
        return entries;
    }
}
