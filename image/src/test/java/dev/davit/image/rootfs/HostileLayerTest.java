package dev.davit.image.rootfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Layer;
import dev.davit.image.MediaTypes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a layer says, nothing outside of the directory changes, and a refused image leaves nothing behind. */
class HostileLayerTest {

    @TempDir
    Path directory;

    private Path outside;
    private Path target;

    @BeforeEach
    void placeSomethingOutside() throws IOException {
        outside = Files.createDirectories(directory.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createDirectories(directory.resolve("images"));
        target = directory.resolve("images/root");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("name with ..", "contains '..'", new TarLayer().file("../outside/secret", "x")),
                Arguments.of(
                        "name with .. inside", "contains '..'", new TarLayer().file("a/../../../outside/secret", "x")),
                Arguments.of("absolute name with ..", "contains '..'", new TarLayer().file("/../outside/secret", "x")),
                Arguments.of("directory named ..", "contains '..'", new TarLayer().directory("..", 0777)),
                Arguments.of("hard link to ..", "contains '..'", new TarLayer().hardLink("a", "../../outside/secret")),
                Arguments.of("hard link to nothing", "no file of the image", new TarLayer().hardLink("a", "b")),
                Arguments.of("hard link to the root", "no file of the image", new TarLayer().hardLink("a", "/")),
                Arguments.of(
                        "hard link to a directory",
                        "no file of",
                        new TarLayer().directory("d", 0755).hardLink("a", "d")),
                Arguments.of(
                        "hard link to itself",
                        "itself",
                        new TarLayer().file("a", "x").hardLink("a", "a")),
                Arguments.of("deletion of the parent", "lead out", new TarLayer().file(".wh...", "")),
                Arguments.of("deletion of the directory", "lead out", new TarLayer().file("a/.wh..", "")),
                Arguments.of("deletion of nothing", "lead out", new TarLayer().file(".wh.", "")),
                Arguments.of(
                        "file as a parent",
                        "leads through 'a', a file",
                        new TarLayer().file("a", "x").file("a/b", "y")),
                Arguments.of(
                        "links in a circle",
                        "too many symbolic links",
                        new TarLayer().symlink("a", "b").symlink("b", "a").file("a/x", "x")),
                Arguments.of(
                        "link that multiplies itself",
                        "too many symbolic links",
                        new TarLayer().symlink("a", "a/a/a/a").file("a/x", "x")),
                Arguments.of(
                        "huge name",
                        "extended header",
                        new TarLayer()
                                .entry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME, "", 0, new byte[2 << 20])
                                .file("a", "x")),
                Arguments.of(
                        "huge attribute",
                        "extended header",
                        new TarLayer()
                                .entry("pax", TarConstants.LF_PAX_EXTENDED_HEADER_LC, "", 0, hugeAttribute())
                                .file("a", "x")));
    }

    private static byte[] hugeAttribute() {
        return ("2097152 path=" + "a".repeat((2 << 20) - 14) + "\n").getBytes(UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusedLayerLeavesNothingBehind(String name, String message, TarLayer layer) throws IOException {
        assertThatExceptionOfType(UnpackException.class)
                .isThrownBy(() -> RootFilesystem.unpack(TarLayer.image(layer.layer()), target))
                .withMessageContaining(message);

        assertNothingHappenedOutside();
        assertThat(list(directory.resolve("images"))).isEmpty();
    }

    @Test
    void linksLeadNowhereButIntoTheImage() throws IOException {
        TarLayer layer = new TarLayer()
                .symlink("up", "../../outside")
                .symlink("absolute", outside.toString())
                .symlink("chain", "up")
                .symlink("file", "../../outside/secret")
                .file("up/secret", "mine")
                .file("absolute/secret", "mine")
                .file("chain/other", "mine")
                .file("file", "mine")
                .directory("up/secret2", 0777)
                .symlink("up/link", "x")
                .file("up/.wh.secret", "")
                .file("absolute/.wh..wh..opq", "")
                .hardLink("hard", "up/secret");

        RootFilesystem.unpack(TarLayer.image(layer.layer()), target);

        assertNothingHappenedOutside();
        assertThat(target.resolve("outside/secret")).hasContent("mine");
        assertThat(target.resolve("outside/other")).hasContent("mine");
        assertThat(target.resolve("file")).isRegularFile().hasContent("mine");
        assertThat(target.resolve("hard")).hasContent("mine");
        assertThat(target.resolve(outside.toString().substring(1) + "/secret")).hasContent("mine");
    }

    @Test
    void laterLayerDoesNotWriteThroughALinkOfAnEarlierOne() throws IOException {
        TarLayer below = new TarLayer().symlink("dir", outside.toString()).symlink("file", outside + "/secret");
        TarLayer above = new TarLayer()
                .directory("dir", 0700)
                .file("dir/secret", "mine")
                .file("file", "mine")
                .file(".wh.dir", "");

        RootFilesystem.unpack(TarLayer.image(below.layer(), above.layer()), target);

        assertNothingHappenedOutside();
        assertThat(target.resolve("dir/secret")).hasContent("mine");
    }

    @Test
    void absoluteNameLiesInTheImage() throws IOException {
        RootFilesystem.unpack(
                TarLayer.image(new TarLayer().file("/etc/motd", "hello").layer()), target);

        assertThat(target.resolve("etc/motd")).hasContent("hello");
    }

    @Test
    void hardLinkToALinkDoesNotReachOutside() throws IOException {
        RootFilesystem.unpack(
                TarLayer.image(new TarLayer()
                        .symlink("link", outside + "/secret")
                        .hardLink("hard", "link")
                        .file("hard", "mine")
                        .layer()),
                target);

        assertNothingHappenedOutside();
        assertThat(target.resolve("hard")).hasContent("mine");
    }

    @Test
    void devicesAndPipesAreLeftOut() throws IOException {
        RootFilesystem.unpack(
                TarLayer.image(new TarLayer()
                        .special("dev/null", TarConstants.LF_CHR)
                        .special("dev/sda", TarConstants.LF_BLK)
                        .special("pipe", TarConstants.LF_FIFO)
                        .file("a", "x")
                        .layer()),
                target);

        assertThat(list(target)).containsExactly("a");
    }

    @Test
    void contentThatIsNotWhatItsDigestsSayIsRefused() throws IOException {
        byte[] tar = new TarLayer().file("a", "x").tarBytes();
        byte[] gzip = TarLayer.gzip(tar);
        byte[] cut = new byte[gzip.length / 2];
        System.arraycopy(gzip, 0, cut, 0, cut.length);
        Digest diffId = Digest.sha256(tar);
        var wrongDiffId = TarLayer.layer(MediaTypes.OCI_LAYER_GZIP, gzip, Digest.sha256(gzip));
        var cutOff = TarLayer.layer(MediaTypes.OCI_LAYER_GZIP, cut, diffId);
        var noGzip = TarLayer.layer(MediaTypes.OCI_LAYER_GZIP, tar, diffId);
        var good = TarLayer.layer(MediaTypes.OCI_LAYER_GZIP, gzip, diffId);
        var longer = new Layer(good.descriptor(), diffId, () -> new SequenceInputStream(good.open(), good.open()));
        var other = new Layer(Descriptor.of(MediaTypes.OCI_LAYER_GZIP, diffId, gzip.length), diffId, good.content());
        var zstd = TarLayer.layer(MediaTypes.OCI_LAYER_ZSTD, gzip, diffId);

        for (var layer : List.of(wrongDiffId, cutOff, noGzip, longer, other, zstd)) {
            assertThatExceptionOfType(UnpackException.class)
                    .isThrownBy(() -> RootFilesystem.unpack(TarLayer.image(layer), target))
                    .withMessageContaining(layer.descriptor().digest().toString());
            assertThat(list(directory.resolve("images"))).isEmpty();
            assertThatExceptionOfType(UnpackException.class)
                    .isThrownBy(() -> ImageFiles.of(List.of(layer), _ -> false))
                    .withMessageContaining(layer.descriptor().digest().toString());
        }
    }

    @Test
    void gzipOfSeveralMembersIsReadToItsEnd() throws IOException {
        byte[] tar = new TarLayer().file("a", "x".repeat(3000)).file("b", "y").tarBytes();
        var members = new ByteArrayOutputStream();
        for (int from = 0; from < tar.length; from += 700) {
            members.write(TarLayer.gzip(Arrays.copyOfRange(tar, from, Math.min(tar.length, from + 700))));
        }

        RootFilesystem.unpack(
                TarLayer.image(TarLayer.layer(MediaTypes.OCI_LAYER_GZIP, members.toByteArray(), Digest.sha256(tar))),
                target);

        assertThat(target.resolve("b")).hasContent("y");
    }

    @Test
    void damagedArchivesAreRefusedOrUnpackedAndNothingElse() throws IOException {
        byte[] whole = new TarLayer()
                .directory("a", 0755)
                .file("a/b", "content")
                .symlink("l", "a")
                .hardLink("h", "a/b")
                .file("x".repeat(150), "long")
                .tarBytes();
        var random = new Random(3);
        for (int i = 0; i < 400; i++) {
            byte[] bytes = whole.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(4096)] = (byte) random.nextInt(256);
            }
            Path root = directory.resolve("images/" + i);
            try {
                RootFilesystem.unpack(
                        TarLayer.image(TarLayer.layer(MediaTypes.OCI_LAYER_TAR, bytes, Digest.sha256(bytes))), root);
            } catch (UnpackException e) {
                assertThat(root).doesNotExist();
            }
        }
        assertNothingHappenedOutside();
    }

    private void assertNothingHappenedOutside() throws IOException {
        assertThat(list(outside)).containsExactly("secret");
        assertThat(outside.resolve("secret")).hasContent("secret");
        assertThat(list(directory)).containsExactly("images", "outside");
    }

    private static List<String> list(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(directory)) {
            entries.forEach(
                    entry -> names.add(new String(entry.getFileName().toString().getBytes(UTF_8), UTF_8)));
        }
        names.sort(null);
        return names;
    }
}
