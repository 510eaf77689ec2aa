package dev.davit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

    private static final String EMPTY = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void digestOfNothingIsTheKnownOne() {
        assertThat(Digest.sha256(new byte[0])).hasToString(EMPTY).isEqualTo(Digest.parse(EMPTY));
    }

    @Test
    void digestOfAStreamIsThatOfItsBytes() throws IOException {
        byte[] content = new byte[200_000];
        content[150_000] = 1;

        assertThat(Digest.sha256(new ByteArrayInputStream(content))).isEqualTo(Digest.sha256(content));
    }

    @Test
    void sha512IsKnownToo() {
        Digest digest = Digest.parse("sha512:" + "0f".repeat(64));

        assertThat(digest.algorithm()).isEqualTo("sha512");
        assertThat(digest.isOf("anything".getBytes(UTF_8))).isFalse();
    }

    @Test
    void digestKnowsItsContent() {
        byte[] content = "davit".getBytes(UTF_8);

        assertThat(Digest.sha256(content).isOf(content)).isTrue();
        assertThat(Digest.parse(EMPTY).isOf(content)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256",
                "sha256:",
                "sha256:abc",
                "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85g",
                "sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "md5:d41d8cd98f00b204e9800998ecf8427e",
                "SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "sha256:../../../../../../../../../../../../../../../../etc/passwd\u0000ab"
            })
    void whatIsNoDigestIsRefusedAndShown(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Digest.parse(text))
                .withMessageContaining("Not a digest")
                .withMessageContaining("Expected sha256:");
    }
}
