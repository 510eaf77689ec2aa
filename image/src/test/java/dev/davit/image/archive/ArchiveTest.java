package dev.davit.image.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.davit.image.ContainerConfig;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageIndex;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import dev.davit.image.Platform;
import dev.davit.image.layer.Compressor;
import dev.davit.image.layer.LayerBuilder;
import dev.davit.image.layer.LayerLimits;
import dev.davit.image.layer.LayerReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

    private static final ImageReference NAME = ImageReference.parse("davit-archive-test:1");

    @TempDir
    Path directory;

    private Layer lower;
    private Layer upper;
    private Image image;

    @BeforeEach
    void makeImage() throws IOException {
        lower = new LayerBuilder()
                .addBytes("etc/lower", directory.toString().getBytes(UTF_8), 0644)
                .writeTo(directory.resolve("lower"));
        upper = new LayerBuilder().addBytes("etc/upper", new byte[5], 0644).writeTo(directory.resolve("upper"));
        image = image(lower, upper);
    }

    @Test
    void archiveIsTheSameBytesEveryTime() throws IOException {
        var first = new ByteArrayOutputStream();
        var second = new ByteArrayOutputStream();

        DockerArchive.write(image, List.of(NAME), first);
        DockerArchive.write(image, List.of(NAME), second);

        assertThat(second.toByteArray()).isEqualTo(first.toByteArray());
    }

    @Test
    void layerThatOccursTwiceIsWrittenOnce() throws IOException {
        var out = new ByteArrayOutputStream();

        OciArchive.write(image(lower, lower), List.of(), out);

        assertThat(names(out.toByteArray())).doesNotHaveDuplicates().hasSize(7);
    }

    @Test
    void layerIsLeftOutOnlyIfAllBelowItAre() throws IOException {
        var none = new ByteArrayOutputStream();
        var both = new ByteArrayOutputStream();

        DockerArchive.writeWithout(Set.of(lower.diffId(), upper.diffId()), image, List.of(NAME), none);
        DockerArchive.writeWithout(Set.of(upper.diffId()), image, List.of(NAME), both);

        assertThat(names(none.toByteArray())).hasSize(4);
        assertThat(names(both.toByteArray())).hasSize(6);
    }

    @Test
    void ociArchiveIsReadAsItWasWritten() throws IOException {
        Image zstd = image(lower, zstd());
        for (Image written : List.of(image, zstd)) {
            Path archive = directory.resolve("read.tar");
            try (OutputStream out = Files.newOutputStream(archive)) {
                OciArchive.write(written, List.of(NAME, NAME.withTag("2")), out);
            }

            Image read = OciArchive.read(archive, Platform.of("linux", "amd64"));

            assertThat(read).isEqualTo(written);
            for (Layer layer : read.layers()) {
                try (InputStream in = LayerReader.open(layer, LayerLimits.DEFAULT)) {
                    assertThat(in.readAllBytes()).isNotEmpty();
                }
            }
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> OciArchive.read(archive, Platform.of("linux", "arm64")))
                    .withMessageContaining("has no image for linux/arm64 among its 1");
        }
    }

    @Test
    void archiveThatIsDamagedOrAmbiguousIsRefused() throws IOException {
        Platform platform = Platform.of("linux", "amd64");
        Path ambiguous = directory.resolve("ambiguous.tar");
        try (OutputStream out = Files.newOutputStream(ambiguous)) {
            OciArchive.write(ImageIndex.of(List.of(image(lower, upper), image(lower)), Map.of()), List.of(), out);
        }
        Path damaged = directory.resolve("damaged.tar");
        try (OutputStream out = Files.newOutputStream(damaged)) {
            OciArchive.write(image, List.of(), out);
        }
        byte[] bytes = Files.readAllBytes(damaged);
        int config = new String(bytes, ISO_8859_1).indexOf("65532");
        bytes[config] = '7';
        Files.write(damaged, bytes);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> OciArchive.read(ambiguous, platform))
                .withMessageContaining("has 2 images for linux/amd64");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> OciArchive.read(damaged, platform))
                .withMessageContaining("is damaged");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> OciArchive.read(Files.write(directory.resolve("none"), new byte[10240]), platform))
                .withMessageContaining("has no 'index.json'");
    }

    @Test
    void zstdLayersAreWrittenForDockerAsPlainArchives() throws IOException {
        Layer zstd = zstd();
        var out = new ByteArrayOutputStream();

        DockerArchive.write(image(lower, zstd, zstd), List.of(NAME), out);

        assertThat(names(out.toByteArray()))
                .contains(
                        "blobs/sha256/" + lower.diffId().hex(),
                        "blobs/sha256/" + zstd.diffId().hex())
                .doesNotContain("index.json", "oci-layout")
                .doesNotHaveDuplicates()
                .hasSize(6);
    }

    @Test
    void indexIsWrittenWithAllItsImages() throws IOException {
        ImageIndex index = ImageIndex.of(List.of(image(lower, upper), image(lower)), Map.of());
        var out = new ByteArrayOutputStream();

        OciArchive.write(index, List.of(NAME), out);

        assertThat(names(out.toByteArray()))
                .contains("index.json", "blobs/sha256/" + index.digest().hex())
                .doesNotHaveDuplicates()
                .hasSize(2 + 2 + 1 + 2 + 2 + 2);
    }

    @Test
    @Tag("slow")
    void skopeoReadsAnIndexAndZstdLayersFromTheOciArchive() throws Exception {
        ImageIndex index = ImageIndex.of(List.of(image(lower, zstd()), image(upper)), Map.of());
        Path archive = directory.resolve("index.tar");
        try (OutputStream out = Files.newOutputStream(archive)) {
            OciArchive.write(index, List.of(NAME), out);
        }

        run("skopeo", "copy", "--all", "oci-archive:" + archive + ":1", "dir:" + directory.resolve("copy"));

        assertThat(Files.readAllBytes(directory.resolve("copy/manifest.json")))
                .isEqualTo(index.index().bytes());
    }

    @Test
    @Tag("slow")
    void otherToolsUnpackALayerOfManyBlocks() throws Exception {
        byte[] content = new byte[3 << 20];
        new Random(1).nextBytes(content);
        Arrays.fill(content, 500_000, 2_000_000, (byte) 'x');
        Path file = directory.resolve("many.gz");
        Layer layer = new LayerBuilder().addBytes("etc/many", content, 0644).writeTo(file);
        Path archive = directory.resolve("many.tar");
        try (OutputStream out = Files.newOutputStream(archive)) {
            OciArchive.write(image(lower, layer), List.of(NAME), out);
        }

        run("gzip", "--test", file.toString());
        run("skopeo", "copy", "oci-archive:" + archive + ":1", "oci:" + directory.resolve("layout") + ":1");
        run("umoci", "unpack", "--rootless", "--image", directory.resolve("layout") + ":1", directory + "/bundle");

        assertThat(directory.resolve("bundle/rootfs/etc/many")).hasBinaryContent(content);
    }

    @Test
    @Tag("slow")
    void dockerLoadsAnImageWithZstdLayers() throws Exception {
        run("docker", "info");
        Layer zstd = zstd();
        ImageReference name = NAME.withTag("zstd");
        Path archive = directory.resolve("zstd.tar");
        try (OutputStream out = Files.newOutputStream(archive)) {
            DockerArchive.write(image(lower, zstd), List.of(name), out);
        }
        try {
            assertThat(run("docker", "load", "-i", archive.toString())).contains("Loaded image: " + name.familiar());
            assertThat(run("docker", "inspect", "--format", "{{json .RootFS.Layers}}", name.familiar()))
                    .contains(lower.diffId().toString(), zstd.diffId().toString());
        } finally {
            new ProcessBuilder("docker", "rmi", "-f", name.familiar()).start().waitFor();
        }
    }

    private Layer zstd() throws IOException {
        return new LayerBuilder()
                .compressor(Compressor.ZSTD)
                .addBytes("etc/upper", new byte[100_000], 0644)
                .writeTo(directory.resolve("zstd"));
    }

    @Test
    @Tag("slow")
    void skopeoReadsTheOciArchive() throws Exception {
        Path archive = directory.resolve("oci.tar");
        try (OutputStream out = Files.newOutputStream(archive)) {
            OciArchive.write(image, List.of(NAME), out);
        }

        assertThat(run("skopeo", "inspect", "oci-archive:" + archive + ":1"))
                .contains(image.digest().toString());
    }

    @Test
    @Tag("slow")
    void dockerLoadsTheWholeImageAndLaterOnlyWhatIsNew() throws Exception {
        String version = run("docker", "info", "--format", "{{.ServerVersion}} {{.Driver}}");
        Path whole = directory.resolve("whole.tar");
        Path part = directory.resolve("part.tar");
        ImageReference next = NAME.withTag("2");
        try (OutputStream out = Files.newOutputStream(whole)) {
            DockerArchive.write(image, List.of(NAME), out);
        }
        try (OutputStream out = Files.newOutputStream(part)) {
            DockerArchive.writeWithout(Set.of(lower.diffId()), image(lower), List.of(next), out);
        }
        try {
            assertThat(run("docker", "load", "-i", whole.toString())).contains("Loaded image: " + NAME.familiar());
            assertThat(run(
                            "docker",
                            "inspect",
                            "--format",
                            "{{json .RootFS.Layers}} {{.Config.User}}",
                            NAME.familiar()))
                    .contains(lower.diffId().toString(), upper.diffId().toString(), "65532");
            if (version.contains("overlay2")) {
                assertThat(run("docker", "load", "-i", part.toString())).contains("Loaded image: " + next.familiar());
                assertThat(run("docker", "inspect", "--format", "{{json .RootFS.Layers}}", next.familiar()))
                        .isEqualTo("[\"" + lower.diffId() + "\"]\n");
            }
        } finally {
            new ProcessBuilder("docker", "rmi", "-f", NAME.familiar(), next.familiar())
                    .start()
                    .waitFor();
        }
    }

    private static Image image(Layer... layers) {
        ContainerConfig container = ContainerConfig.builder()
                .user("65532")
                .entrypoint(List.of("/etc/upper"))
                .build();
        return Image.of(
                ImageConfig.of(Platform.of("linux", "amd64"), Optional.empty(), container), List.of(layers), Map.of());
    }

    private static List<String> names(byte[] archive) throws IOException {
        List<String> names = new ArrayList<>();
        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private static String run(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return abort(command[0] + " is not installed: " + e.getMessage());
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0 && command[1].equals("info")) {
            return abort("docker does not answer: " + output);
        }
        assertThat(process.exitValue())
                .as("%s: %s", String.join(" ", command), output)
                .isZero();
        return output;
    }
}
