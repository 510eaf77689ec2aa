package dev.davit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArtifactTest {

    private static final Descriptor SUBJECT =
            Descriptor.of(MediaTypes.OCI_MANIFEST, "image".getBytes(UTF_8)).withPlatform(Platform.of("linux", "amd64"));

    @Test
    void manifestNamesTheSubjectAndHasAnEmptyConfiguration() {
        Artifact artifact =
                Artifact.of("application/vnd.test", SUBJECT, "text/plain", "content".getBytes(UTF_8), Map.of("a", "1"));

        assertThat(new String(artifact.manifest().bytes(), UTF_8))
                .isEqualTo("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                        + "\"artifactType\":\"application/vnd.test\","
                        + "\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\","
                        + "\"digest\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"size\":2},"
                        + "\"layers\":[{\"mediaType\":\"text/plain\",\"digest\":\""
                        + Digest.sha256("content".getBytes(UTF_8)) + "\",\"size\":7}],"
                        + "\"subject\":{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\""
                        + SUBJECT.digest() + "\",\"size\":5},\"annotations\":{\"a\":\"1\"}}");
        assertThat(artifact.manifest().subject()).map(Descriptor::digest).contains(SUBJECT.digest());
        assertThat(artifact.descriptor().artifactType()).contains("application/vnd.test");
        assertThat(artifact.descriptor().annotations()).containsEntry("a", "1");
    }

    @Test
    void blobsAreWhatTheirDescriptorsSay() throws IOException {
        Artifact artifact =
                Artifact.of("application/vnd.test", SUBJECT, "text/plain", "content".getBytes(UTF_8), Map.of());

        assertThat(artifact.blobs()).hasSize(2);
        for (var blob : artifact.blobs().entrySet()) {
            try (InputStream in = blob.getValue().open()) {
                assertThat(blob.getKey().digest().isOf(in.readAllBytes())).isTrue();
            }
        }
    }

    @Test
    void anArtifactHasAType() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Artifact.of("", SUBJECT, "text/plain", new byte[0], Map.of()));
    }
}
