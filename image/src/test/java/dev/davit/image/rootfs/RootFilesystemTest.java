package dev.davit.image.rootfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.davit.image.Image;
import dev.davit.image.layer.LayerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootFilesystemTest {

    @TempDir
    Path directory;

    @Test
    void layerComesOutAsItWentIn() throws IOException {
        Instant time = Instant.parse("2026-01-31T12:00:00Z");
        Image image = TarLayer.image(new LayerBuilder()
                .time(time)
                .addBytes("app/run", "#!".getBytes(UTF_8), 04755)
                .addBytes("secret", new byte[3], 0400)
                .addDirectory("tmp", 01777)
                .addDirectory("closed", 0500)
                .addBytes("closed/x", new byte[0], 0444)
                .addSymlink("bin", "app")
                .addBytes("n".repeat(200) + "/\u00fc", new byte[0], 0644)
                .writeTo(directory.resolve("layer")));
        Path root = directory.resolve("root");

        RootFilesystem.unpack(image, root);

        assertThat(mode(root)).isEqualTo(0755);
        assertThat(mode(root.resolve("app/run"))).isEqualTo(0755);
        assertThat(mode(root.resolve("secret"))).isEqualTo(0400);
        assertThat(mode(root.resolve("tmp"))).isEqualTo(01777);
        assertThat(mode(root.resolve("closed"))).isEqualTo(0500);
        assertThat(root.resolve("bin/run")).hasContent("#!");
        assertThat(Files.readSymbolicLink(root.resolve("bin"))).hasToString("app");
        assertThat(root.resolve("n".repeat(200) + "/\u00fc")).exists();
        assertThat(Files.getLastModifiedTime(root.resolve("app/run")).toInstant())
                .isEqualTo(time);
        assertThat(Files.getLastModifiedTime(root.resolve("app")).toInstant()).isEqualTo(time);
    }

    @Test
    void laterLayersReplaceAndDelete() throws IOException {
        TarLayer below = new TarLayer()
                .file("keep", "1")
                .file("gone", "1")
                .file("replaced", "1")
                .directory("dir", 0755)
                .file("dir/old", "1")
                .directory("tree", 0755)
                .directory("tree/deep", 0700)
                .file("tree/deep/file", "1")
                .file("becomes-directory", "1")
                .directory("becomes-file", 0755)
                .file("becomes-file/x", "1");
        TarLayer above = new TarLayer()
                .file(".wh.gone", "")
                .file("replaced", "2")
                .file("dir/new", "2")
                .file("dir/.wh..wh..opq", "")
                .file(".wh.tree", "")
                .file(".wh.never-there", "")
                .file("nowhere/.wh.x", "")
                .file(".wh..wh.plnk", "")
                .directory("becomes-directory", 0755)
                .file("becomes-directory/y", "2")
                .file("becomes-file", "2");
        Path root = directory.resolve("root");

        RootFilesystem.unpack(TarLayer.image(below.layer(), above.layer()), root);

        assertThat(files(root))
                .containsExactly(
                        "becomes-directory",
                        "becomes-directory/y",
                        "becomes-file",
                        "dir",
                        "dir/new",
                        "keep",
                        "replaced");
        assertThat(root.resolve("replaced")).hasContent("2");
    }

    @Test
    void deletionConcernsLowerLayersOnly() throws IOException {
        TarLayer below = new TarLayer().file("d/old", "1");
        TarLayer above = new TarLayer().file("d/new", "2").file(".wh.d", "");
        Path root = directory.resolve("root");

        RootFilesystem.unpack(TarLayer.image(below.layer(), above.layer()), root);

        assertThat(files(root)).containsExactly("d", "d/new");
    }

    @Test
    void hardLinksShareTheirContent() throws IOException {
        Path root = directory.resolve("root");

        RootFilesystem.unpack(
                TarLayer.image(
                        new TarLayer().file("a", "1").layer(),
                        new TarLayer().hardLink("b", "a").layer()),
                root);

        assertThat(Files.isSameFile(root.resolve("a"), root.resolve("b"))).isTrue();
    }

    @Test
    void sameImageTwiceIsThereAlready() throws IOException {
        Image image = TarLayer.image(new TarLayer().file("a", "1").layer());
        Path root = Files.createDirectories(directory.resolve("root"));
        RootFilesystem.unpack(image, root);
        Files.writeString(root.resolve("b"), "of the task");

        RootFilesystem.unpack(image, root);

        assertThat(files(root)).containsExactly("a", "b");
    }

    @Test
    void directoryThatHoldsSomethingElseIsLeftAlone() throws IOException {
        Path root = directory.resolve("root");
        RootFilesystem.unpack(TarLayer.image(new TarLayer().file("a", "1").layer()), root);
        Path other = directory.resolve("other");
        Files.createDirectories(other.resolve("x"));
        Image image = TarLayer.image(new TarLayer().file("b", "1").layer());

        for (Path taken : List.of(root, other)) {
            assertThatExceptionOfType(UnpackException.class)
                    .isThrownBy(() -> RootFilesystem.unpack(image, taken))
                    .withMessageContaining("Remove it or choose another directory");
        }
        assertThat(files(root)).containsExactly("a");
        assertThat(files(other)).containsExactly("x");
    }

    @Test
    void severalAtOnceAgree() throws Exception {
        TarLayer layer = new TarLayer();
        for (int i = 0; i < 200; i++) {
            layer.file("d" + i % 7 + "/" + i, "content");
        }
        Image image = TarLayer.image(layer.layer());
        Path root = directory.resolve("root");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                tasks.add(() -> {
                    RootFilesystem.unpack(image, root);
                    return true;
                });
            }
            for (var done : threads.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        }
        assertThat(files(root)).hasSize(207);
        assertThat(files(directory))
                .filteredOn(name -> name.contains("partial"))
                .isEmpty();
    }

    @Test
    void removalTakesEverythingWithIt() throws IOException {
        Path root = directory.resolve("root");
        RootFilesystem.unpack(
                TarLayer.image(new TarLayer()
                        .file("closed/x", "1")
                        .directory("closed", 0)
                        .symlink("out", directory.toString())
                        .layer()),
                root);
        Path bystander = Files.createFile(directory.resolve("bystander"));

        RootFilesystem.remove(root);

        assertThat(files(directory)).containsExactly("bystander");
        assertThat(bystander).exists();
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode") & 07777;
    }

    private static List<String> files(Path root) throws IOException {
        try (var walk = Files.walk(root)) {
            return walk.filter(path -> !path.equals(root))
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }
}
