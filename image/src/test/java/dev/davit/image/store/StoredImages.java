package dev.davit.image.store;

import dev.davit.image.ContainerConfig;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.Layer;
import dev.davit.image.Platform;
import dev.davit.image.layer.LayerBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small images in a store. */
final class StoredImages {

    private StoredImages() {}

    /** Stores an image with a layer for each of these contents. */
    static Image store(ImageStore store, String... contents) throws IOException {
        List<Layer> layers = new ArrayList<>();
        for (String content : contents) {
            layers.add(
                    store.buildLayer(new LayerBuilder().addBytes("f", content.getBytes(StandardCharsets.UTF_8), 0644)));
        }
        return store.put(Image.of(config(), layers, Map.of("contents", String.join(",", contents))));
    }

    static ImageConfig config() {
        return ImageConfig.of(
                Platform.of("linux", "amd64"),
                Optional.empty(),
                ContainerConfig.builder().build());
    }

    static Path layer(ImageStore store, Image image, int number) {
        return store.blob(image.layers().get(number).descriptor().digest());
    }

    /** Changes one bit in the middle of a file, which keeps its size. */
    static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }
}
