package dev.davit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {

    private static final Descriptor CONFIG = Descriptor.of(MediaTypes.OCI_CONFIG, "{}".getBytes(UTF_8));
    private static final Descriptor LAYER = Descriptor.of(MediaTypes.OCI_LAYER_GZIP, "layer".getBytes(UTF_8));

    @Test
    void manifestIsTheSameBytesEveryTime() {
        Map<String, String> oneWay = new LinkedHashMap<>();
        oneWay.put("b", "2");
        oneWay.put("a", "1");
        Manifest manifest = Manifest.of(CONFIG, List.of(LAYER), oneWay);

        assertThat(new String(manifest.bytes(), UTF_8))
                .isEqualTo("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                        + "\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\""
                        + CONFIG.digest() + "\",\"size\":2},"
                        + "\"layers\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\""
                        + LAYER.digest() + "\",\"size\":5}],\"annotations\":{\"a\":\"1\",\"b\":\"2\"}}");
        assertThat(Manifest.of(CONFIG, List.of(LAYER), Map.of("a", "1", "b", "2")))
                .isEqualTo(manifest);
    }

    @Test
    void digestCoversTheBytesAsTheyWereRead() {
        byte[] bytes = ("{ \"schemaVersion\": 2, \"future\": [1.50, null],\n \"mediaType\": \""
                        + MediaTypes.DOCKER_MANIFEST
                        + "\", \"config\": {\"mediaType\":\"x\",\"digest\":\"" + CONFIG.digest()
                        + "\",\"size\":2}, \"layers\": [] }")
                .getBytes(UTF_8);

        Manifest manifest = Manifest.parse(bytes);

        assertThat(manifest.bytes()).isEqualTo(bytes);
        assertThat(manifest.digest()).isEqualTo(Digest.sha256(bytes));
        assertThat(manifest.descriptor().mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
        assertThat(manifest.layers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                                        | expected a JSON object
            {                                                         | not valid JSON
            {} {}                                                     | something follows
            {"schemaVersion":2,"schemaVersion":2}                     | not valid JSON: Duplicate
            {}                                                        | manifest.schemaVersion: expected a whole number, found nothing
            {"schemaVersion":"2"}                                     | expected a whole number, found "2"
            {"schemaVersion":1}                                       | schema 1 are obsolete
            {"schemaVersion":2}                                       | manifest.config: expected an object, found nothing
            {"schemaVersion":2,"mediaType":7}                         | manifest.mediaType: expected a string, found 7
            {"schemaVersion":2,"mediaType":"text/html"}               | found 'text/html'
            {"schemaVersion":2,"config":[]}                           | manifest.config: expected an object, found []
            {"schemaVersion":2,"config":{"mediaType":"x"}}            | manifest.config.digest: expected a string
            {"schemaVersion":2,"config":{"mediaType":"x","digest":"d"}} | Not a digest
            """)
    void whatIsNoManifestIsRefusedWithThePlace(String json, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Manifest.parse(json.getBytes(UTF_8)))
                .withMessageContaining(message);
    }

    @Test
    void indexIsNotTakenForAManifest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Manifest.parse(Index.of(List.of(), Map.of()).bytes()))
                .withMessageContaining("found an index");
    }

    @Test
    void damagedBytesGiveAManifestOrARefusalAndNothingElse() {
        byte[] whole = Manifest.of(CONFIG, List.of(LAYER, LAYER), Map.of("a", "\u00e9\ud83d\udea2"))
                .bytes();
        var random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = whole.clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(Manifest.parse(bytes).digest()).isEqualTo(Digest.sha256(bytes));
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void deeplyNestedInputIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Manifest.parse("{\"a\":".repeat(100_000).getBytes(UTF_8)))
                .withMessageContaining("not valid JSON");
    }
}
