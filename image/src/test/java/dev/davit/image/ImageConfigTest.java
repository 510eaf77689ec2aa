package dev.davit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageConfigTest {

    @Test
    void emptyMembersAreLeftOut() {
        ImageConfig config = ImageConfig.of(
                Platform.of("linux", "amd64"),
                Optional.empty(),
                ContainerConfig.builder().build());

        assertThat(new String(config.toJson(), UTF_8))
                .isEqualTo(
                        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}");
    }

    @Test
    void everythingReadsTheSameAgain() {
        ContainerConfig container = ContainerConfig.builder()
                .user("65532:65532")
                .env("PATH", "/opt/java/bin")
                .env("A", "x=y")
                .entrypoint(List.of("/opt/java/bin/java", "-jar"))
                .cmd(List.of("/app/web.jar"))
                .workingDir("/app")
                .exposedPort("5000/tcp")
                .label("z", "1")
                .label("a", "2")
                .stopSignal("SIGTERM")
                .build();
        ImageConfig config = ImageConfig.of(
                        Platform.parse("linux/arm64/v8"), Optional.of(Instant.parse("2026-01-31T12:00:00Z")), container)
                .withDiffIds(List.of(Digest.sha256(new byte[0])))
                .withHistory(List.of(
                        new ImageConfig.History(Optional.of(Instant.EPOCH), "davit", "runtime", false),
                        new ImageConfig.History(Optional.empty(), "", "", true)));

        ImageConfig again = ImageConfig.parse(config.toJson());

        assertThat(again).isEqualTo(config);
        assertThat(again.container().env()).containsExactly(Map.entry("PATH", "/opt/java/bin"), Map.entry("A", "x=y"));
        assertThat(again.container().toBuilder().build()).isEqualTo(container);
        assertThat(again.toJson()).isEqualTo(config.toJson());
    }

    @Test
    void whatDockerAddsIsKept() {
        String json = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"docker_version\":\"20.10\",\"created\":"
                + "\"2024-03-01T10:00:00.123456789+02:00\",\"config\":{\"Healthcheck\":{\"Test\":[\"CMD\",\"/up\"],"
                + "\"Interval\":30000000000},\"Env\":null,\"Cmd\":null,\"Labels\":null},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]},\"history\":[{\"created_by\":\"x\",\"empty_layer\":true}]}";

        ImageConfig config = ImageConfig.parse(json.getBytes(UTF_8));

        assertThat(new String(config.withDiffIds(List.of()).toJson(), UTF_8))
                .contains("\"docker_version\":\"20.10\"")
                .contains("\"Healthcheck\":{\"Test\":[\"CMD\",\"/up\"],\"Interval\":30000000000}")
                .contains("\"created\":\"2024-03-01T08:00:00.123456789Z\"");
        assertThat(config.history().getFirst().emptyLayer()).isTrue();
    }

    @Test
    void timeThatIsNoneIsRefusedWithThePlace() {
        String json = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"created\":\"yesterday\",\"rootfs\":{}}";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageConfig.parse(json.getBytes(UTF_8)))
                .withMessageContaining("image configuration.created: expected a time")
                .withMessageContaining("'yesterday'");
    }

    @Test
    void nameOfAVariableHasNoEqualsSign() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContainerConfig.builder().env("A=B", "c").build())
                .withMessageContaining("'A=B'");
    }
}
