package dev.davit.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.image.Artifact;
import dev.davit.image.Descriptor;
import dev.davit.image.ImageReference;
import dev.davit.image.Index;
import dev.davit.image.Manifest;
import dev.davit.image.MediaTypes;
import dev.davit.image.Platform;
import dev.davit.image.registry.ScriptedServer.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What refers to an image, in registries that keep a list of it, and what an index names besides images. */
class ReferrersTest extends ScriptedTest {

    private ImageReference pushed;

    @BeforeEach
    void store() throws IOException {
        memory.put(image, "1");
        pushed = reference.withDigest(image.digest());
    }

    @Test
    void pagesOfTheRegistrysListAreReadToTheEnd() throws IOException {
        Artifact one = artifact("one");
        Artifact two = artifact("two");
        memory.fault(asked -> asked.target().contains("/referrers/" + image.digest())
                ? Optional.of(
                        asked.target().contains("?page=2")
                                ? list(two)
                                : list(one).with("Link", "<" + asked.target() + "?page=2>; rel=\"next\""))
                : Optional.empty());

        assertThat(client.referrers(pushed, Optional.empty())).containsExactly(one.descriptor(), two.descriptor());
        assertThat(client.referrers(pushed, Optional.of("application/vnd.two"))).containsExactly(two.descriptor());
    }

    @Test
    void pagesOfAnotherHostAreNotAskedFor() throws IOException {
        try (var other = ScriptedServer.start(_ -> Reply.of(500))) {
            memory.fault(asked -> asked.target().contains("/referrers/")
                    ? Optional.of(list(artifact("one")).with("Link", "<" + other.url("/trap") + ">; rel=\"next\""))
                    : Optional.empty());

            assertThat(client.referrers(pushed, Optional.empty())).hasSize(1);
            assertThat(other.asked()).isEmpty();
        }
    }

    @Test
    void registryThatListsByItselfNeedsNoTag() throws IOException {
        Artifact artifact = artifact("one");
        memory.fault(asked -> asked.method().equals("PUT") && asked.target().contains("/manifests/")
                ? Optional.of(
                        memoryPut(asked).with("OCI-Subject", image.digest().toString()))
                : Optional.empty());

        assertThat(client.attach(artifact, reference)).isEqualTo(reference.withDigest(artifact.digest()));

        assertThat(memory.manifests)
                .containsKey(artifact.digest().toString())
                .doesNotContainKey("sha256-" + image.digest().hex());
    }

    @Test
    void entryThatAnotherClientOverwroteIsAddedAgain() throws IOException {
        Artifact ours = artifact("ours");
        Artifact theirs = artifact("theirs");
        String tag = "sha256-" + image.digest().hex();
        memory.fail(1, "PUT", "/manifests/" + tag, _ -> {
            memory.manifests.put(
                    tag, Index.of(List.of(theirs.descriptor()), Map.of()).bytes());
            return Reply.of(201);
        });

        client.attach(ours, reference);

        assertThat(client.referrers(pushed, Optional.empty()))
                .containsExactlyInAnyOrder(ours.descriptor(), theirs.descriptor());
    }

    @Test
    void attestationsAndWhatIsUnknownSurviveACopy() throws IOException {
        Descriptor empty = Descriptor.of("application/vnd.oci.empty.v1+json", "{}".getBytes(UTF_8));
        Manifest attestation = Manifest.of(empty, List.of(empty), Map.of("a", "1"));
        byte[] signature = ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST
                        + "\",\"future\":[1.50],\"artifactType\":\"application/vnd.signature\",\"config\":"
                        + "{\"mediaType\":\"" + empty.mediaType() + "\",\"digest\":\"" + empty.digest()
                        + "\",\"size\":2},\"layers\":[]}")
                .getBytes(UTF_8);
        memory.blobs.put(empty.digest().toString(), "{}".getBytes(UTF_8));
        memory.manifests.put(attestation.digest().toString(), attestation.bytes());
        Descriptor signed = Descriptor.of(MediaTypes.OCI_MANIFEST, signature);
        memory.manifests.put(signed.digest().toString(), signature);
        Index index = Index.of(
                List.of(
                        image.manifest().descriptor().withPlatform(AMD64),
                        attestation.descriptor().withPlatform(Platform.of("unknown", "unknown")),
                        signed),
                Map.of());
        memory.manifests.put("all", index.bytes());
        var target = new MemoryRegistry();
        try (var other = ScriptedServer.start(target, ServerSocketFactory.getDefault())) {
            client.copy(reference.withTag("all"), ImageReference.parse(other.name() + "/copy:1"), PushListener.SILENT);
        }

        assertThat(target.manifests.get("1")).isEqualTo(index.bytes());
        assertThat(target.manifests).hasSize(5);
        assertThat(target.manifests.get(signed.digest().toString())).isEqualTo(signature);
        assertThat(target.blobs).hasSize(4);
        assertThat(client.image(reference.withTag("all"), AMD64)).isEqualTo(image);
        assertThat(client.index(reference.withTag("all")).images()).containsExactly(image);
    }

    private Reply memoryPut(ScriptedServer.Asked asked) {
        memory.manifests.put(asked.path().replaceFirst(".*/", ""), asked.body().bytes);
        return Reply.of(201);
    }

    private Artifact artifact(String name) {
        return Artifact.of(
                "application/vnd." + name, image.manifest().descriptor(), "text/plain", name.getBytes(UTF_8), Map.of());
    }

    private static Reply list(Artifact artifact) {
        return Reply.of(200)
                .with("Content-Type", MediaTypes.OCI_INDEX)
                .body(Index.of(List.of(artifact.descriptor()), Map.of()).bytes());
    }
}
