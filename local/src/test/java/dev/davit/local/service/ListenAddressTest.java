package dev.davit.local.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.davit.app.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
    @Test
    void portAloneMeansTheLoopbackInterface() {
        assertThat(ListenAddress.parse("5001")).isEqualTo(new ListenAddress("127.0.0.1", 5001));
    }

    @Test
    void addressOfAllInterfacesIsShownAsThisMachine() {
        assertThat(ListenAddress.parse("0.0.0.0:80").url()).hasToString("http://127.0.0.1:80");
        assertThat(ListenAddress.parse("[::1]:5000").url()).hasToString("http://[::1]:5000");
    }

    @Test
    void writtenAddressIsReadAgain() {
        for (String text : new String[] {"127.0.0.1:5000", "[::1]:5000", "0.0.0.0:1"}) {
            assertThat(ListenAddress.parse(text)).hasToString(text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65536", "http", ":5000", "a b:5000", "127.0.0.1:"})
    void anythingElseIsAUsageFailureThatShowsIt(String text) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.category()).isEqualTo(Failure.Category.USAGE))
                .hasMessageStartingWith("'" + text + "' is not where a service can listen");
    }
}
