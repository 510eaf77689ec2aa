package dev.davit.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.image.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What other tools made stays as it is. Where the documents come from stands beside them. */
class CapturedTest {

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*Z");

    @ParameterizedTest
    @CsvSource({
        "docker, sha256:2cdcb33c09a5d86d1a519f49c6c21a860887b896038d162c6aa17ce362cea1bc",
        "podman, sha256:8e290e1520dae5f533733e952eab190dea41149601a607c7aa3b6d927fe5e48c"
    })
    void manifestsAndConfigurationsKeepTheirBytesAndDigests(String tool, String digest) throws IOException {
        byte[] bytes = read(tool + "-manifest.json");
        byte[] config = read(tool + "-config.json");

        Manifest manifest = Manifest.parse(bytes);

        assertThat(manifest.bytes()).isEqualTo(bytes);
        assertThat(manifest.digest()).hasToString(digest);
        assertThat(manifest.config().digest().isOf(config)).isTrue();
        assertThat(manifest.config().size()).isEqualTo(config.length);
        assertThat(ImageConfig.parse(config).diffIds()).hasSameSizeAs(manifest.layers());
    }

    @Test
    void mediaTypesAreThoseOfDockerAndOci() throws IOException {
        Manifest docker = Manifest.parse(read("docker-manifest.json"));
        Manifest podman = Manifest.parse(read("podman-manifest.json"));

        assertThat(docker.mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
        assertThat(docker.config().mediaType()).isEqualTo(MediaTypes.DOCKER_CONFIG);
        assertThat(docker.layers().getFirst().mediaType()).isEqualTo(MediaTypes.DOCKER_LAYER_GZIP);
        assertThat(podman.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(podman.annotations()).containsEntry("org.example.note", "1").hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"docker", "podman"})
    void configurationThatIsWrittenAgainLosesNothing(String tool) throws IOException {
        byte[] bytes = read(tool + "-config.json");

        ImageConfig config = ImageConfig.parse(bytes);

        assertThat(withoutEmpty(Json.parse(config.toJson(), "written").members()))
                .isEqualTo(withoutEmpty(Json.parse(bytes, "captured").members()));
        assertThat(config.container().labels()).containsEntry("org.example.x", "\u00fc \"quoted\"");
        assertThat(config.container().exposedPorts()).containsExactly("5000/tcp");
        assertThat(config.container().other()).containsKey("Volumes");
    }

    @Test
    void indexKeepsPlatformsAndAnnotations() throws IOException {
        byte[] bytes = read("podman-index.json");

        Index index = Index.parse(bytes);

        assertThat(index.bytes()).isEqualTo(bytes);
        Descriptor arm = index.manifests().getFirst();
        Platform windows = index.manifests().getLast().platform().orElseThrow();
        assertThat(arm.platform()).contains(Platform.parse("linux/arm64/v8"));
        assertThat(arm.annotations()).isEqualTo(Map.of("org.example.n", "2"));
        assertThat(windows.osVersion()).contains("10.0.17763.1217");
        assertThat(index.without(arm::equals).plus(arm).manifests())
                .containsExactly(index.manifests().getLast(), arm);
    }

    /** What is empty and what is not there are the same to whoever reads a configuration. */
    private static @Nullable Object withoutEmpty(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Map<?, ?> map -> {
                Map<Object, Object> rest = new LinkedHashMap<>();
                map.forEach((name, member) -> {
                    Object kept = withoutEmpty(member);
                    if (kept != null) {
                        rest.put(name, kept);
                    }
                });
                yield rest.isEmpty() ? null : rest;
            }
            case List<?> list ->
                list.isEmpty()
                        ? null
                        : list.stream().map(CapturedTest::withoutEmpty).toList();
            case String text when text.isEmpty() -> null;
            case String text when TIME.matcher(text).matches() -> Instant.parse(text);
            case Boolean truth -> truth ? truth : null;
            default -> value;
        };
    }

    private static byte[] read(String name) throws IOException {
        try (var in = CapturedTest.class.getResourceAsStream("/captured/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }
}
