package dev.davit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.cli.output.Terminal;
import dev.davit.image.ContainerConfig;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.Layer;
import dev.davit.image.Platform;
import dev.davit.image.layer.LayerBuilder;
import dev.davit.image.store.ImageStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs commands in this process, with folders of their own. */
final class Commands {

    /** What a command printed and how it ended. */
    record Result(int exitCode, String out, String err) {
        Result succeeded() {
            assertThat(exitCode).as(out + err).isZero();
            return this;
        }

        Result failedWith(int expected) {
            assertThat(exitCode).as(out + err).isEqualTo(expected);
            return this;
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    private final Map<String, String> environment = new TreeMap<>();
    private final Path images;

    Commands(Path home) {
        environment.put("HOME", home.toString());
        environment.put("PATH", System.getenv("PATH"));
        images = home.resolve(".local/share/davit/images");
    }

    Commands with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Result run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exitCode = Davit.run(new Session(environment, terminal(out), terminal(err)), arguments);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The same with something on the standard input. */
    Result runWith(String input, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return run(arguments);
        } finally {
            System.setIn(before);
        }
    }

    ImageStore store() throws IOException {
        return ImageStore.open(images);
    }

    /** An image of one layer with one file. */
    Image image(Platform platform, String content) throws IOException {
        Layer layer =
                store().buildLayer(new LayerBuilder().addBytes("f", content.getBytes(StandardCharsets.UTF_8), 0644));
        ImageConfig config = ImageConfig.of(
                platform,
                Optional.empty(),
                ContainerConfig.builder().workingDir("/app").build());
        return Image.of(config, List.of(layer), Map.of());
    }

    private static Terminal terminal(ByteArrayOutputStream out) {
        return new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), Optional.empty(), false, false);
    }
}
