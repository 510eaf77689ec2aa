package dev.davit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {

    @Test
    void platformIsReadWithAndWithoutVariant() {
        assertThat(Platform.parse("linux/amd64")).isEqualTo(Platform.of("linux", "amd64"));
        assertThat(Platform.parse("linux/arm64/v8")).isEqualTo(new Platform("linux", "arm64", Optional.of("v8")));
        assertThat(Platform.parse("linux/arm64/v8")).hasToString("linux/arm64/v8");
    }

    @Test
    void otherNamesOfArchitecturesAreKnown() {
        assertThat(Platform.parse("linux/x86_64")).isEqualTo(Platform.of("linux", "amd64"));
        assertThat(Platform.parse("linux/aarch64")).isEqualTo(Platform.of("linux", "arm64"));
    }

    @Test
    void currentPlatformReadsTheSameAgain() {
        assertThat(Platform.parse(Platform.current().toString())).isEqualTo(Platform.current());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "linux", "linux/", "/amd64", "linux/amd64/", "linux/amd64/v1/x", "Linux/amd64", "li nux/a"})
    void whatIsNoPlatformIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Platform.parse(text))
                .withMessageContaining("Not a platform: '")
                .withMessageContaining("linux/amd64");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            linux/amd64,    linux/amd64,    0
            linux/amd64,    linux/amd64/v1, 0
            linux/amd64,    linux/amd64/v3,
            linux/amd64/v3, linux/amd64/v2, 1
            linux/amd64/v3, linux/amd64,    2
            linux/amd64,    linux/386,
            linux/amd64,    linux/arm64,
            linux/amd64,    windows/amd64,
            linux/arm64,    linux/arm64/v8, 0
            linux/arm64/v8, linux/arm64,    0
            linux/arm64,    linux/arm64/v9,
            linux/arm64/v9, linux/arm64,    1
            linux/arm64,    linux/arm/v7,
            linux/arm,      linux/arm/v7,   0
            linux/arm/v7,   linux/arm,      0
            linux/arm/v7,   linux/arm/v6,   1
            linux/arm/v7,   linux/arm/v5,   2
            linux/arm/v6,   linux/arm/v7,
            linux/arm/v6,   linux/arm,
            linux/arm/odd,  linux/arm/odd,  0
            linux/arm/v7,   linux/arm/odd,
            linux/ppc64le,  linux/ppc64le,  0
            linux/mips64le, linux/mips64le/hardfloat,
            """)
    void imageForAnOlderVariantRunsOnANewerOne(String here, String offered, @Nullable Integer rank) {
        Platform platform = Platform.parse(here);

        assertThat(platform.rank(Platform.parse(offered)))
                .isEqualTo(rank == null ? OptionalInt.empty() : OptionalInt.of(rank));
        assertThat(platform.runs(Platform.parse(offered))).isEqualTo(rank != null);
    }

    @Test
    void versionOfTheOperatingSystemMattersWhenBothNameOne() {
        Platform server = windows("10.0.17763.1217");

        assertThat(server.runs(windows("10.0.17763.9999"))).isTrue();
        assertThat(server.runs(windows("10.0.20348.1217"))).isFalse();
        assertThat(server.runs(Platform.of("windows", "amd64"))).isTrue();
        assertThat(Platform.of("windows", "amd64").runs(server)).isTrue();
    }

    @Test
    void everythingIsKeptInAnIndexAndInAConfiguration() {
        Platform platform = windows("10.0.17763.1217");
        Descriptor descriptor =
                Descriptor.of(MediaTypes.OCI_MANIFEST, new byte[0]).withPlatform(platform);

        Index index = Index.parse(Index.of(List.of(descriptor), Map.of()).bytes());
        ImageConfig config = ImageConfig.parse(ImageConfig.of(
                        platform, Optional.empty(), ContainerConfig.builder().build())
                .toJson());

        assertThat(index.manifests()).containsExactly(descriptor);
        assertThat(config.platform()).isEqualTo(platform);
    }

    private static Platform windows(String version) {
        return new Platform(
                "windows", "amd64", Optional.empty(), Optional.of(version), List.of("win32k", "containers"));
    }
}
