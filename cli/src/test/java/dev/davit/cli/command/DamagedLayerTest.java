package dev.davit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A byte that changes on the disk changes no image. */
@Tag("slow")
class DamagedLayerTest {
    @TempDir
    private Path home;

    @Test
    void layerWithAFlippedByteIsMadeAgainAndNeverSent() throws IOException {
        String file = GreeterApp.describe(home).toString();
        Commands davit = new Commands(home)
                .with(
                        "XDG_CACHE_HOME",
                        Path.of("target/program/cache").toAbsolutePath().toString())
                .with("DAVIT_REGISTRY_USER", "bob")
                .with("DAVIT_REGISTRY_PASSWORD", "s3cret");
        String digest = davit.run("build", "-f", file, "--output", "json")
                .succeeded()
                .json()
                .get("digest")
                .asString();
        Path layer = smallestLayer(davit, digest);
        byte[] good = Files.readAllBytes(layer);

        flip(layer);
        assertThat(davit.run("build", "-f", file).succeeded().out()).contains(digest);
        assertThat(layer).hasBinaryContent(good);

        flip(layer);
        try (SmallRegistry registry = new SmallRegistry()) {
            assertThat(davit.run("push", "--no-aot", "-f", file, registry.name() + "/greeter")
                            .succeeded()
                            .out())
                    .contains(digest);
            assertThat(registry.content).containsEntry("greeter/blobs/sha256:" + layer.getFileName(), good);
            assertThat(registry.content)
                    .allSatisfy((name, bytes) -> assertThat(name)
                            .matches(known -> known.contains("/manifests/")
                                    || known.endsWith(Digest.sha256(bytes).toString())));
        }
    }

    private static Path smallestLayer(Commands davit, String digest) throws IOException {
        ImageStore store = davit.store();
        Image image = store.find(Digest.parse(digest)).orElseThrow();
        return image.layers().stream()
                .min(Comparator.comparingLong(layer -> layer.descriptor().size()))
                .map(layer -> store.blob(layer.descriptor().digest()))
                .orElseThrow();
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }
}
