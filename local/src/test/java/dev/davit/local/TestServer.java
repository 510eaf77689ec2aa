package dev.davit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.davit.image.ContainerConfig;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.Platform;
import dev.davit.image.layer.LayerBuilder;
import dev.davit.image.store.ImageStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Images of the server in {@code server.c}: one statically linked file, no shell, nothing else. */
public final class TestServer {
    private static final Path BINARY = Path.of("target", "test-server").toAbsolutePath();

    private TestServer() {}

    /** Puts an image into the store whose server is started with these arguments, as a user other than root. */
    public static Digest image(ImageStore store, String... arguments) {
        return image(store, config -> config.user("4711:4711"), arguments);
    }

    public static Digest image(ImageStore store, UnaryOperator<ContainerConfig.Builder> change, String... arguments) {
        List<String> line = new ArrayList<>(List.of("/bin/server"));
        line.addAll(List.of(arguments));
        return image(
                store,
                new LayerBuilder(),
                change.apply(ContainerConfig.builder().entrypoint(line).workingDir("/")));
    }

    private static Digest image(ImageStore store, LayerBuilder files, ContainerConfig.Builder config) {
        try {
            var layer = store.buildLayer(files.addFile("/bin/server", binary(), 0755));
            Image image = Image.of(
                    ImageConfig.of(Platform.current(), Optional.empty(), config.build()), List.of(layer), Map.of());
            return store.put(image).digest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with a symbolic link. */
    public static Digest imageWithLinks(ImageStore store, String link, String target) {
        return image(
                store,
                new LayerBuilder().addSymlink(link, target),
                ContainerConfig.builder().entrypoint(List.of("/bin/server")));
    }

    private static synchronized Path binary() throws IOException {
        if (Files.exists(BINARY)) {
            return BINARY;
        }
        Path source = BINARY.resolveSibling("server.c");
        try (InputStream in = Objects.requireNonNull(TestServer.class.getResourceAsStream("server.c"))) {
            Files.createDirectories(source.resolveSibling("."));
            Files.write(source, in.readAllBytes());
        }
        try {
            Process compiler = new ProcessBuilder("cc", "-static", "-Os", "-o", BINARY.toString(), source.toString())
                    .inheritIO()
                    .start();
            assertThat(compiler.waitFor()).as("exit code of cc").isZero();
        } catch (IOException e) {
            return abort("the C compiler 'cc' is not installed: " + e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return BINARY;
    }
}
