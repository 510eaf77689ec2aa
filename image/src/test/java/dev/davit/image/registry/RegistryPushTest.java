package dev.davit.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import dev.davit.image.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes to the real registry, and asks other tools what they see there. */
@Tag("slow")
class RegistryPushTest {

    @TempDir
    Path directory;

    private DebianRegistry registry;
    private RegistryClient client;
    private ImageReference target;

    @BeforeEach
    void startRegistry() throws IOException {
        registry = DebianRegistry.start(directory);
        client = RegistryClient.builder().build();
        target = ImageReference.parse(registry.name() + "/team/web:1");
    }

    @AfterEach
    void stopRegistry() {
        client.close();
        registry.close();
    }

    @Test
    void otherToolsSeeThePushedImageAsItIs() throws Exception {
        Image image = Samples.image(directory, 1);
        var listener = new RecordingListener();

        ImageReference pushed = client.push(image, target, listener);

        assertThat(pushed).hasToString(registry.name() + "/team/web@" + image.digest());
        assertThat(listener.heard())
                .contains("sent some", "uploaded " + image.manifest().config().digest())
                .endsWith("pushed " + pushed)
                .filteredOn(heard -> heard.startsWith("uploaded"))
                .hasSize(3);
        String seen = run("skopeo", "inspect", "--tls-verify=false", "docker://" + pushed);
        assertThat(Json.parse(seen.getBytes(UTF_8), "skopeo").requiredText("Digest"))
                .isEqualTo(image.digest().toString());
        assertThat(Digest.sha256(run("skopeo", "inspect", "--raw", "--tls-verify=false", "docker://" + target)
                        .getBytes(UTF_8)))
                .isEqualTo(image.digest());
        run("skopeo", "copy", "--src-tls-verify=false", "docker://" + target, "oci:" + directory + "/layout:1");
        run("umoci", "unpack", "--rootless", "--image", directory + "/layout:1", directory + "/bundle");
        assertThat(directory.resolve("bundle/rootfs/app/noise")).hasBinaryContent(new byte[3]);
        assertThat(Files.readSymbolicLink(directory.resolve("bundle/rootfs/app/link")))
                .hasToString("noise");
    }

    @Test
    void whatTheRegistryHasIsNotSentAgain() throws IOException {
        Image image = Samples.image(directory, 1);
        client.push(image, target, PushListener.SILENT);
        var same = new RecordingListener();
        var otherTag = new RecordingListener();

        client.push(image, target, same);
        client.push(image, target.withTag("2"), otherTag);

        assertThat(same.heard()).containsExactly("there " + target.withDigest(image.digest()));
        assertThat(otherTag.heard())
                .hasSize(4)
                .noneMatch(heard -> heard.startsWith("sent") || heard.startsWith("uploaded"));
    }

    @Test
    void imageCanBePushedByDigestAlone() throws Exception {
        Image image = Samples.image(directory, 1);

        ImageReference pushed = client.push(image, target.withDigest(image.digest()), PushListener.SILENT);

        assertThat(run("skopeo", "inspect", "--raw", "--tls-verify=false", "docker://" + pushed))
                .isEqualTo(new String(image.manifest().bytes(), UTF_8));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> client.push(image, target.withDigest(Digest.sha256(new byte[0])), PushListener.SILENT));
    }

    @Test
    void damagedLayerIsRefusedWithTheRegistrysReason() throws IOException {
        Image image = Samples.image(directory, 1);
        Layer layer = image.layers().getFirst();
        byte[] bytes = new byte[(int) layer.descriptor().size()];
        var damaged = new Layer(layer.descriptor(), layer.diffId(), () -> new ByteArrayInputStream(bytes));

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() ->
                        client.push(Image.of(image.config(), List.of(damaged), Map.of()), target, PushListener.SILENT))
                .satisfies(e -> {
                    assertThat(e.code()).contains("DIGEST_INVALID");
                    assertThat(e.status()).hasValue(400);
                    assertThat(e.isTemporary()).isFalse();
                    assertThat(e).hasMessageNotContaining("_state");
                });
    }

    private static String run(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            return abort(command[0] + " is not installed: " + e.getMessage());
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as("%s", String.join(" ", command)).isZero();
        return output;
    }
}
