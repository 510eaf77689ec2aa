package dev.davit.image.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1.50,\"b\":[null,true,false],\"c\":{\"d\":\"\\u0000\"}}",
                "{\"big\":123456789012345678901234567890,\"small\":-9223372036854775808}",
                "{\"exponent\":1E+400}",
                "{\"ship\":\"\ud83d\udea2\",\"slash\":\"a/b\"}"
            })
    void whatIsReadIsWrittenAsItWas(String json) {
        assertThat(Json.text(Json.parse(json.getBytes(UTF_8), "test"))).isEqualTo(json);
    }

    @Test
    void documentHasAtMostFourMebibytes() {
        String most = "{\"a\":\"" + "x".repeat((4 << 20) - 8) + "\"}";

        assertThat(Json.parse(most.getBytes(UTF_8), "test").requiredText("a")).hasSize((4 << 20) - 8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse((most + " ").getBytes(UTF_8), "test"))
                .withMessage("test: expected at most 4194304 bytes of JSON, found 4194305");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"a\"",
                "{",
                "{}{}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"b\":1}}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":1,}",
                "{\"a\":/* */1}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\ud800\\x\"}"
            })
    void whatIsNoObjectIsRefused(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse(json.getBytes(UTF_8), "test"))
                .withMessageStartingWith("test: ");
    }

    @Test
    void depthAndNumbersAreBounded() {
        for (String json : new String[] {
            "{\"a\":" + "[".repeat(101) + "]".repeat(101) + "}",
            "{\"a\":" + "[".repeat(1_000_000),
            "{\"a\":" + "9".repeat(1_000_000) + "}",
            "{\"" + "a".repeat(1_000_000) + "\":1}"
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Json.parse(json.getBytes(UTF_8), "test"))
                    .withMessageStartingWith("test: not valid JSON: ")
                    .withMessageMatching("(?s).{1,500}");
        }
    }

    @Test
    void otherEncodingsAreRefusedOrReadAndNothingElse() {
        byte[] latin = "{\"a\":\"\u00e9\"}".getBytes(ISO_8859_1);
        assertThatIllegalArgumentException().isThrownBy(() -> Json.parse(latin, "test"));

        var random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[5 + random.nextInt(40)];
            random.nextBytes(bytes);
            bytes[0] = '{';
            assertThatIllegalArgumentException().isThrownBy(() -> Json.parse(bytes, "test"));
        }
    }
}
