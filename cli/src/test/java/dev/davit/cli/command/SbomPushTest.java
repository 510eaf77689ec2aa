package dev.davit.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.build.sbom.Sboms;
import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.ImageReference;
import dev.davit.image.registry.RegistryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A push leaves the bill of materials beside the image. */
@Tag("slow")
class SbomPushTest {
    @TempDir
    private Path home;

    private Commands davit;
    private RecordedRegistry registry;
    private String description;

    @BeforeEach
    void anApplicationAndARegistry() throws IOException {
        registry = RecordedRegistry.start(home.resolve("registry"));
        description = GreeterApp.describe(home).toString();
        davit = new Commands(home)
                .with(
                        "XDG_CACHE_HOME",
                        Path.of("target/program/cache").toAbsolutePath().toString());
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void billIsListedBesideTheImageBeforeTheTagIsSet() throws IOException {
        ImageReference pushed = push("team/greeter:1");
        List<String> changes = changes();
        String digest = pushed.digest().orElseThrow().toString();

        assertThat(changes)
                .contains("PUT /v2/team/greeter/manifests/" + digest)
                .contains("PUT /v2/team/greeter/manifests/" + digest.replace(':', '-'))
                .last()
                .isEqualTo("PUT /v2/team/greeter/manifests/1");
        List<Descriptor> bills = bills(pushed);
        assertThat(bills).hasSize(1);
        String bill = davit.run("image", "sbom", digest).succeeded().out();
        assertThat(bill).contains("\"CycloneDX\"").contains("\"greeter\"");
        assertThat(registry.blob(Digest.sha256(bill.getBytes(UTF_8))))
                .as("the same that image sbom prints")
                .hasContent(bill);

        registry.requests();
        push("team/greeter:1");
        assertThat(registry.requests()).containsExactly("HEAD /v2/team/greeter/manifests/1");

        push("team/greeter:2");
        assertThat(changes()).last().isEqualTo("PUT /v2/team/greeter/manifests/2");
        assertThat(bills(pushed)).isEqualTo(bills);
    }

    @Test
    void noBillIsAttachedWhereNoneIsWanted() throws IOException {
        ImageReference pushed = push("team/greeter:1", "--no-sbom");

        assertThat(changes())
                .filteredOn(change -> change.contains("/manifests/"))
                .hasSize(1);
        assertThat(bills(pushed)).isEmpty();
    }

    @Test
    void aRegistryThatTakesNoBillsGetsTheImage() throws IOException {
        registry.refuseArtifacts();
        var push = davit.run("push", "--no-aot", "-f", description, registry.name() + "/team/greeter:1")
                .succeeded();

        assertThat(push.err()).contains("no bill of materials").contains("no artifacts here");
        assertThat(changes()).last().isEqualTo("PUT /v2/team/greeter/manifests/1");
        assertThat(bills(ImageReference.parse(push.out().strip()))).isEmpty();
    }

    private ImageReference push(String target, String... more) {
        List<String> arguments = new ArrayList<>(List.of("push", "--no-aot", "-f", description));
        arguments.addAll(List.of(more));
        arguments.add(registry.name() + "/" + target);
        return ImageReference.parse(
                davit.run(arguments.toArray(String[]::new)).succeeded().out().strip());
    }

    private List<String> changes() {
        return registry.requests().stream()
                .filter(request -> request.startsWith("PUT "))
                .toList();
    }

    private static List<Descriptor> bills(ImageReference image) throws IOException {
        try (RegistryClient client = RegistryClient.builder().build()) {
            return client.referrers(image, Optional.of(Sboms.MEDIA_TYPE));
        }
    }
}
