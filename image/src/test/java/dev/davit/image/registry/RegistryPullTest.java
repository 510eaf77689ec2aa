package dev.davit.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.davit.image.Artifact;
import dev.davit.image.Descriptor;
import dev.davit.image.Image;
import dev.davit.image.ImageIndex;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import dev.davit.image.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls, copies and attaches with the real registry. */
@Tag("slow")
class RegistryPullTest {

    private static final Platform AMD64 = Platform.of("linux", "amd64");

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
    void pulledImageIsTheOneThatWasPushed() throws IOException {
        Image image = Samples.image(directory, 1);
        client.push(image, target, PushListener.SILENT);

        Image pulled = client.image(target, AMD64);

        assertThat(pulled).isEqualTo(image);
        assertThat(pulled.configBytes()).isEqualTo(image.configBytes());
        for (int i = 0; i < pulled.layers().size(); i++) {
            assertThat(bytes(pulled.layers().get(i)))
                    .isEqualTo(bytes(image.layers().get(i)));
        }
        assertThat(pulled.layers().getFirst().content().repositories())
                .extracting(ImageReference::name)
                .containsExactly(target.name());
        assertThat(client.head(target)).contains(image.manifest().descriptor());
        assertThat(client.head(target.withTag("none"))).isEmpty();
    }

    @Test
    void indexIsPushedAndPulledWhole() throws IOException {
        ImageIndex index = Samples.index(directory);

        ImageReference pushed = client.push(index, target, PushListener.SILENT);

        assertThat(pushed).isEqualTo(target.withDigest(index.digest()));
        assertThat(client.index(target)).isEqualTo(index);
        assertThat(client.image(target, Platform.parse("linux/arm64")))
                .isEqualTo(index.images().getLast());
        assertThat(client.image(pushed, AMD64)).isEqualTo(index.images().getFirst());
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> client.image(target, Platform.parse("linux/s390x")))
                .withMessage(target + " has no image for linux/s390x, only for linux/amd64, linux/arm64/v8. "
                        + "Name one of these platforms, or another image.");
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() ->
                        client.index(target.withDigest(index.images().getFirst().digest())))
                .withMessageContaining("is a single image");
    }

    @Test
    void imageInPlaceOfAnIndexReplacesIt() throws IOException {
        ImageIndex index = Samples.index(directory);
        client.push(index, target, PushListener.SILENT);
        Image first = index.images().getFirst();

        client.push(first, target, PushListener.SILENT);

        assertThat(client.head(target)).map(Descriptor::digest).contains(first.digest());
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> client.image(target, AMD64))
                .withMessage("Registry " + registry.name() + " has no " + target
                        + ". Check repository and tag; where it is private, run `davit login " + registry.name() + "`.")
                .satisfies(e -> assertThat(e.status()).hasValue(404));
    }

    @Test
    void copyInsideOneRegistryMountsEveryBlob() throws IOException {
        ImageIndex index = Samples.index(directory);
        client.push(index, target, PushListener.SILENT);
        var heard = new RecordingListener();
        ImageReference other = ImageReference.parse(registry.name() + "/other/place:2");

        ImageReference copied = client.copy(target, other, heard);

        assertThat(copied).isEqualTo(other.withDigest(index.digest()));
        assertThat(client.index(other)).isEqualTo(index);
        assertThat(heard.heard())
                .noneMatch(text -> text.startsWith("sent") || text.startsWith("uploaded"))
                .filteredOn(text -> text.startsWith("mounted"))
                .hasSize(5);
    }

    @Test
    void copyToAnotherRegistryStoresNothingAndChangesNothing() throws IOException {
        ImageIndex index = Samples.index(directory);
        client.push(index, target, PushListener.SILENT);
        Artifact artifact = artifact(index.index().descriptor());
        ImageReference attached = client.attach(artifact, target);
        try (DebianRegistry second = DebianRegistry.start(Files.createDirectory(directory.resolve("second")))) {
            ImageReference other = ImageReference.parse(second.name() + "/web:1");

            client.copy(target, other, PushListener.SILENT);
            ImageReference copied = client.copy(attached, other.withTag("sbom"), PushListener.SILENT);

            assertThat(client.index(other)).isEqualTo(index);
            for (Layer layer : client.image(other, AMD64).layers()) {
                assertThat(layer.descriptor().digest().isOf(bytes(layer))).isTrue();
            }
            assertThat(copied.digest()).contains(artifact.digest());
            var again = new RecordingListener();
            client.copy(target, other, again);
            assertThat(again.heard()).containsExactly("there " + other.withDigest(index.digest()));
        }
    }

    @Test
    void artifactsAreListedWhereTheRegistryKeepsNoList() throws IOException {
        Image image = Samples.image(directory, 1);
        ImageReference pushed = client.push(image, target, PushListener.SILENT);
        Artifact one = artifact(image.manifest().descriptor());
        Artifact two = Artifact.of(
                "application/vnd.other", image.manifest().descriptor(), "text/plain", "two".getBytes(UTF_8), Map.of());
        assertThat(client.referrers(pushed, Optional.empty())).isEmpty();

        client.attach(one, target);
        client.attach(two, target);
        client.attach(one, target);

        assertThat(client.referrers(pushed, Optional.empty())).containsExactly(one.descriptor(), two.descriptor());
        assertThat(client.referrers(pushed, Optional.of("application/vnd.other")))
                .containsExactly(two.descriptor());
        assertThatIllegalArgumentException().isThrownBy(() -> client.referrers(target, Optional.empty()));
    }

    @Test
    void imageThatDockerMadeKeepsItsDigest() throws Exception {
        String name = registry.name() + "/docker/made:1";
        Path file = Files.writeString(directory.resolve("made-by-docker"), "hello");
        run(
                "tar",
                "-cf",
                directory + "/made.tar",
                "-C",
                directory.toString(),
                file.getFileName().toString());
        run("docker", "import", directory + "/made.tar", name);
        try {
            run("docker", "push", "-q", name);
            ImageReference made = ImageReference.parse(name);
            Image pulled = client.image(made, Platform.current());

            ImageReference pushed = client.push(pulled, target, PushListener.SILENT);

            assertThat(pushed.digest()).isEqualTo(client.head(made).map(Descriptor::digest));
            assertThat(client.image(target, Platform.current())).isEqualTo(pulled);
            run("docker", "rmi", name);
            run("docker", "pull", "-q", target.toString());
        } finally {
            run("docker", "rmi", "-f", name, target.toString());
        }
    }

    @Test
    void passwordIsAskedForAndShown() throws IOException {
        Path secured = Files.createDirectory(directory.resolve("secured"));
        try (DebianRegistry closed = DebianRegistry.startWithPassword(secured);
                RegistryClient known = RegistryClient.builder()
                        .credentials(name ->
                                Optional.<Credential>of(DebianRegistry.USER).filter(_ -> name.equals(closed.name())))
                        .build();
                RegistryClient wrong = RegistryClient.builder()
                        .credentials(_ -> Optional.of(new Credential.Password("davit", "wrong")))
                        .build()) {
            Image image = Samples.image(directory, 1);
            ImageReference there = ImageReference.parse(closed.name() + "/web:1");

            known.check(closed.name());
            known.push(image, there, PushListener.SILENT);

            assertThat(known.image(there, AMD64)).isEqualTo(image);
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> client.image(there, AMD64))
                    .withMessageContaining("401 UNAUTHORIZED")
                    .withMessageEndingWith("run `davit login " + closed.name() + "`.");
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> wrong.check(closed.name()))
                    .withMessageContaining("again if the password or token may have changed");
        }
    }

    private static Artifact artifact(Descriptor subject) {
        return Artifact.of("application/vnd.test", subject, "text/plain", "one".getBytes(UTF_8), Map.of("a", "1"));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            abort(command[0] + " is not installed: " + e.getMessage());
            return;
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        int exit = process.waitFor();
        assumeThat(output).as("docker answers").doesNotContain("Cannot connect to the Docker daemon");
        assertThat(exit).as("%s: %s", String.join(" ", command), output).isZero();
    }

    private static byte[] bytes(Layer layer) throws IOException {
        try (InputStream in = layer.open()) {
            return in.readAllBytes();
        }
    }
}
