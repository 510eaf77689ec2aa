package dev.davit.build.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.image.Digest;
import dev.davit.image.store.ImageStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerContentsTest {
    @TempDir
    Path folder;

    @Test
    void whatALayerWasMadeOfIsKnownByItsDiffId() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        LayerPlan plan = new LayerPlan().text("/etc/a", "a").tree("/opt/b", tree, "b");
        Path cache = folder.resolve("layers");
        LayerCache.Made made = new LayerCache(ImageStore.open(folder.resolve("store")), cache).get(plan);

        assertThat(LayerCache.contents(cache, made.layer().diffId())).hasValueSatisfying(contents -> {
            assertThat(contents.files())
                    .isEqualTo(Map.of("/etc/a", Digest.sha256("a".getBytes(StandardCharsets.UTF_8))));
            assertThat(contents.trees()).isEqualTo(Map.of("/opt/b", tree));
        });
    }

    @Test
    void ofALayerFromAnotherPlaceNothingIsKnown() throws IOException {
        assertThat(LayerCache.contents(folder, Digest.sha256(new byte[0]))).isEmpty();
    }
}
