package dev.davit.image.registry;

import dev.davit.image.ContainerConfig;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageIndex;
import dev.davit.image.Platform;
import dev.davit.image.layer.LayerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Images to push. */
final class Samples {

    private Samples() {}

    /** An image with a layer of noise, which stays large when compressed, and a small one. */
    static Image image(Path directory, int seed) throws IOException {
        return image(directory, seed, 1_000_000, "linux/amd64");
    }

    /** An image with so many bytes of noise, which hardly get less when compressed. */
    static Image image(Path directory, int seed, int size, String platform) throws IOException {
        byte[] noise = new byte[size];
        new Random(seed).nextBytes(noise);
        var large = new LayerBuilder()
                .addBytes("app/noise", noise, 0644)
                .addSymlink("app/link", "noise")
                .writeTo(Files.createTempFile(directory, "large", ""));
        var small = new LayerBuilder()
                .addBytes("app/noise", new byte[3], 0600)
                .addDirectory("tmp", 01777)
                .writeTo(Files.createTempFile(directory, "small", ""));
        ContainerConfig container = ContainerConfig.builder()
                .user("65532")
                .entrypoint(List.of("/app/noise"))
                .exposedPort("5000/tcp")
                .build();
        return Image.of(
                ImageConfig.of(Platform.parse(platform), Optional.empty(), container),
                List.of(large, small),
                Map.of("org.opencontainers.image.title", "sample"));
    }

    /** Two images that share a layer. */
    static ImageIndex index(Path directory) throws IOException {
        return ImageIndex.of(
                List.of(image(directory, 1, 1000, "linux/amd64"), image(directory, 2, 1000, "linux/arm64/v8")),
                Map.of("org.opencontainers.image.title", "samples"));
    }
}
