package dev.davit.build.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.image.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerCacheTest {
    @TempDir
    Path directory;

    private ImageStore store;
    private LayerCache cache;

    @BeforeEach
    void cache() throws IOException {
        store = ImageStore.open(directory.resolve("store"));
        cache = new LayerCache(store, directory.resolve("layers"));
    }

    @Test
    void thePlanOfBeforeGivesTheLayerOfBefore() throws IOException {
        LayerCache.Made first = cache.get(plan());

        assertThat(first.fresh()).isTrue();
        assertThat(cache.get(plan())).isEqualTo(new LayerCache.Made(first.layer(), false));
    }

    @Test
    void collectedLayerIsMadeAgain() throws IOException {
        LayerCache.Made first = cache.get(plan());
        store.collect(Duration.ZERO, false);

        assertThat(cache.get(plan())).isEqualTo(new LayerCache.Made(first.layer(), true));
        assertThat(cache.get(plan()).fresh()).isFalse();
    }

    @Test
    void damagedLayerIsMadeAgain() throws IOException {
        LayerCache.Made first = cache.get(plan());
        Path blob = store.blob(first.layer().descriptor().digest());
        byte[] bytes = Files.readAllBytes(blob);
        byte[] good = bytes.clone();
        bytes[bytes.length / 2] ^= 1;
        Files.write(blob, bytes);

        assertThat(cache.get(plan())).isEqualTo(new LayerCache.Made(first.layer(), true));
        assertThat(blob).hasBinaryContent(good);
    }

    private static LayerPlan plan() {
        return new LayerPlan().text("/etc/motd", "hello");
    }
}
