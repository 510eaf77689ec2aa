package dev.davit.image.rootfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.davit.image.Layer;
import dev.davit.image.layer.LayerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {

    @TempDir
    Path directory;

    @Test
    void linksAreFollowedAsInTheImagesOwnSystem() throws IOException {
        ImageFiles files = ImageFiles.of(
                List.of(layer(new LayerBuilder()
                        .addBytes("usr/lib/jvm/25/bin/java", "x".getBytes(UTF_8), 0755)
                        .addSymlink("etc/alternatives/java", "/usr/lib/jvm/25/bin/java")
                        .addSymlink("usr/bin/java", "../../etc/alternatives/java")
                        .addSymlink("bin", "usr/bin")
                        .addSymlink("up", "../../usr")
                        .addSymlink("nowhere", "nothing")
                        .addSymlink("circle", "circle"))),
                path -> path.endsWith("/java"));

        assertThat(files.file("/bin/java")).hasValue("/usr/lib/jvm/25/bin/java");
        assertThat(files.file("/up/bin/java")).hasValue("/usr/lib/jvm/25/bin/java");
        assertThat(files.content("/bin/java"))
                .hasValueSatisfying(bytes -> assertThat(bytes).containsExactly('x'));
        assertThat(files.file("/usr/bin")).isEmpty();
        assertThat(files.file("/circle")).isEmpty();
        assertThat(files.has("/nowhere")).isTrue();
        assertThat(files.has("/nowhere/x")).isFalse();
        assertThat(files.has("/")).isTrue();
        assertThat(files.list("/")).containsExactly("bin", "circle", "etc", "nowhere", "up", "usr");
        assertThat(files.real("/bin/x")).isEqualTo("/usr/bin/x");
        assertThat(files.real("/bin/new/x")).isEqualTo("/usr/bin/new/x");
        assertThat(files.real("/x")).isEqualTo("/x");
    }

    @Test
    void upperLayersReplaceAndDelete() throws IOException {
        Layer below = new TarLayer()
                .file("gone", "1")
                .file("tree/old", "1")
                .file("dir/old", "1")
                .file("file", "1")
                .layer();
        Layer above = new TarLayer()
                .file(".wh.gone", "")
                .file("dir/new", "2")
                .file("dir/.wh..wh..opq", "")
                .file(".wh.tree", "")
                .file("file/below", "2")
                .layer();

        ImageFiles files = ImageFiles.of(List.of(below, above), _ -> false);

        assertThat(files.list("/")).containsExactly("dir", "file");
        assertThat(files.list("/dir")).containsExactly("new");
        assertThat(files.list("/file")).containsExactly("below");
    }

    @Test
    void hardLinksHaveTheContentOfTheirTarget() throws IOException {
        Layer layer = layer(
                new LayerBuilder().addBytes("a", "x".getBytes(UTF_8), 0644).addHardLink("b", "a"));

        ImageFiles files = ImageFiles.of(List.of(layer), "/a"::equals);

        assertThat(files.content("/b")).isPresent();
    }

    @Test
    void damagedLayersAndNamesThatLeadOutAreRefused() throws IOException {
        Layer whole = layer(new LayerBuilder().addBytes("a", new byte[9], 0644));
        Layer damaged = new Layer(
                whole.descriptor(), whole.diffId(), () -> new ByteArrayInputStream("no layer".getBytes(UTF_8)));
        Layer hostile = new TarLayer().file("../a", "1").layer();

        assertThatExceptionOfType(UnpackException.class).isThrownBy(() -> ImageFiles.of(List.of(damaged), _ -> false));
        assertThatExceptionOfType(UnpackException.class)
                .isThrownBy(() -> ImageFiles.of(List.of(hostile), _ -> false))
                .withMessageContaining("..");
    }

    private Layer layer(LayerBuilder builder) throws IOException {
        return builder.writeTo(Files.createTempFile(directory, "layer", ""));
    }
}
