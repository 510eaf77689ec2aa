package dev.davit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageTest {

    private static final ImageConfig CONFIG = ImageConfig.of(
            Platform.of("linux", "amd64"),
            Optional.empty(),
            ContainerConfig.builder().build());

    @Test
    void imageTakesDiffIdsFromItsLayersAndCountsAllItsBytes() {
        Image image = Image.of(CONFIG, List.of(layer("one"), layer("three")), Map.of());

        assertThat(image.config().diffIds())
                .containsExactly(layer("one").diffId(), layer("three").diffId());
        assertThat(image.size())
                .isEqualTo(3 + 5 + image.configBytes().length + image.manifest().bytes().length);
        assertThat(image.digest()).isEqualTo(image.manifest().digest());
    }

    @Test
    void existingImageStaysAsItIs() {
        Image image = Image.of(CONFIG, List.of(layer("one")), Map.of());

        assertThat(Image.of(image.manifest(), image.configBytes(), image.layers()))
                .isEqualTo(image);
    }

    @Test
    void partsThatDoNotBelongTogetherAreRefused() {
        Image image = Image.of(CONFIG, List.of(layer("one")), Map.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.of(image.manifest(), CONFIG.toJson(), image.layers()))
                .withMessageContaining("configuration is not the one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.of(image.manifest(), image.configBytes(), List.of(layer("two"))))
                .withMessageContaining("layers are not those");
    }

    private static Layer layer(String content) {
        byte[] bytes = content.getBytes(UTF_8);
        return new Layer(
                Descriptor.of(MediaTypes.OCI_LAYER_TAR, bytes),
                Digest.sha256(bytes),
                () -> new ByteArrayInputStream(bytes));
    }
}
