package dev.davit.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.davit.image.Image;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import dev.davit.image.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests with a scripted registry share: the registry, a client that never really waits, and an image. */
abstract class ScriptedTest {

    static final Platform AMD64 = Platform.of("linux", "amd64");

    @TempDir
    Path directory;

    final MemoryRegistry memory = new MemoryRegistry();
    final List<Duration> waits = new CopyOnWriteArrayList<>();
    ScriptedServer server;
    RegistryClient client;
    ImageReference reference;
    Image image;

    @BeforeEach
    void start() throws IOException {
        server = ScriptedServer.start(memory, ServerSocketFactory.getDefault());
        client = builder().build();
        reference = ImageReference.parse(server.name() + "/web:1");
        image = Samples.image(directory, 1, 300_000, "linux/amd64");
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    /** A client that notes how long it would have waited. */
    RegistryClientBuilder builder() {
        return RegistryClient.builder()
                .environment(Map.of())
                .sleeper(waits::add)
                .patience(Duration.ofSeconds(20));
    }

    void with(RegistryClientBuilder other) {
        client.close();
        client = other.build();
    }

    static byte[] bytes(Layer layer) throws IOException {
        try (InputStream in = layer.open()) {
            return in.readAllBytes();
        }
    }

    static RegistryException refusal(ThrowingCallable call) {
        return assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(call)
                .actual();
    }

    /** The registry has exactly this image under the test's name. */
    void assertPushed(Image pushed) throws IOException {
        assertThat(memory.manifests).containsKey("1");
        assertThat(memory.manifests.get("1")).isEqualTo(pushed.manifest().bytes());
        for (Layer layer : pushed.layers()) {
            assertThat(memory.blobs.get(layer.descriptor().digest().toString())).isEqualTo(bytes(layer));
        }
        assertThat(memory.blobs).containsKey(pushed.manifest().config().digest().toString());
    }
}
