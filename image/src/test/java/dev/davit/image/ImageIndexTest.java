package dev.davit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageIndexTest {

    private final Image amd64 = image("linux/amd64");
    private final Image arm64 = image("linux/arm64/v8");

    @Test
    void indexNamesEachImageWithItsPlatform() {
        ImageIndex index = ImageIndex.of(List.of(amd64, arm64), Map.of("a", "1"));

        assertThat(index.index().manifests())
                .containsExactly(
                        amd64.manifest().descriptor().withPlatform(Platform.parse("linux/amd64")),
                        arm64.manifest().descriptor().withPlatform(Platform.parse("linux/arm64/v8")));
        assertThat(index.digest()).isEqualTo(Digest.sha256(index.index().bytes()));
        assertThat(ImageIndex.of(Index.parse(index.index().bytes()), List.of(amd64, arm64)))
                .isEqualTo(index);
    }

    @Test
    void whatImagesShareCountsOnce() {
        ImageIndex index = ImageIndex.of(List.of(amd64, arm64), Map.of());

        assertThat(index.size())
                .isEqualTo(index.index().bytes().length + amd64.size() + arm64.size() - "layer".length());
    }

    @Test
    void imageThatTheIndexDoesNotNameIsRefused() {
        Index index = ImageIndex.of(List.of(amd64), Map.of()).index();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageIndex.of(index, List.of(arm64)))
                .withMessageContaining("does not name Image " + arm64.digest());
    }

    private static Image image(String platform) {
        byte[] bytes = "layer".getBytes(UTF_8);
        var layer = new Layer(
                Descriptor.of(MediaTypes.OCI_LAYER_TAR, bytes),
                Digest.sha256(bytes),
                () -> new ByteArrayInputStream(bytes));
        ImageConfig config = ImageConfig.of(
                Platform.parse(platform),
                Optional.empty(),
                ContainerConfig.builder().build());
        return Image.of(config, List.of(layer), Map.of());
    }
}
