package dev.davit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"a", "web-shop", "9lives", "a23456789-123456789-123456789-123456789-123456789-123456789-123"})
    void acceptsDnsLabels(String name) {
        assertThat(new AppName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                "a-",
                "A",
                "a_b",
                "a.b",
                "ä",
                "a b",
                "a23456789-123456789-123456789-123456789-123456789-123456789-1234"
            })
    void refusesEverythingElseAndShowsIt(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AppName(name))
                .withMessageContaining("'" + name + "'")
                .withMessageContaining("expected");
    }

    @ParameterizedTest
    @CsvSource({"My App,my-app", "--x--,x", "Größe,gr-e", "'',app", "___,app"})
    void aFolderSuggestsAName(String folder, String name) {
        assertThat(AppName.fromFolder(folder)).hasToString(name);
    }

    @Test
    void aLongFolderNameIsCutToALabel() {
        assertThat(AppName.fromFolder("x".repeat(62) + "-y").value()).isEqualTo("x".repeat(62));
    }
}
