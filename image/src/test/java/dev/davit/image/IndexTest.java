package dev.davit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IndexTest {

    private static final Descriptor MANIFEST = Descriptor.of(MediaTypes.OCI_MANIFEST, "m".getBytes(UTF_8));

    @Test
    void indexReadsTheSameAgain() {
        Index index = Index.of(List.of(MANIFEST.withPlatform(Platform.parse("linux/arm64/v8"))), Map.of("a", "1"));

        Index again = Index.parse(index.bytes());

        assertThat(again).isEqualTo(index);
        assertThat(again.manifests()).containsExactly(MANIFEST.withPlatform(Platform.parse("linux/arm64/v8")));
        assertThat(again.annotations()).containsEntry("a", "1");
    }

    @Test
    void changeKeepsWhatItDoesNotUnderstand() {
        String json = "{\"schemaVersion\":2,\"future\":{\"x\":1.50},\"manifests\":[{\"mediaType\":\"m\",\"digest\":\""
                + MANIFEST.digest() + "\",\"size\":1,\"urls\":[\"u\"]}]}";

        Index changed = Index.parse(json.getBytes(UTF_8)).plus(MANIFEST);

        assertThat(new String(changed.bytes(), UTF_8))
                .contains("\"future\":{\"x\":1.50}")
                .contains("\"urls\":[\"u\"]");
        assertThat(changed.manifests()).hasSize(2);
        assertThat(changed.without(d -> d.mediaType().equals("m")).manifests()).containsExactly(MANIFEST);
    }
}
