package dev.davit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
}
