package dev.davit.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChallengeTest {

    @Test
    void quotedParametersKeepCommasAndEscapedQuotes() {
        assertThat(parse("Bearer realm=\"https://t.example/token\",service=\"a \\\"b\\\", c\",scope=\"x:y:pull,push\""))
                .containsExactly(new Challenge(
                        "bearer",
                        Map.of("realm", "https://t.example/token", "service", "a \"b\", c", "scope", "x:y:pull,push")));
    }

    @Test
    void oneLineMayHoldSeveral() {
        assertThat(parse("Negotiate, NTLM TlRMTQ==, Basic realm=x ,, bEaReR Realm = \"r\" , error=\"invalid_token\""))
                .containsExactly(
                        new Challenge("negotiate", Map.of()),
                        new Challenge("ntlm", Map.of()),
                        new Challenge("basic", Map.of("realm", "x")),
                        new Challenge("bearer", Map.of("realm", "r", "error", "invalid_token")));
    }

    @Test
    void severalLinesAreReadInOrder() {
        assertThat(Challenge.parse(List.of("Basic realm=\"a\"", "Bearer realm=\"b\"")))
                .extracting(Challenge::scheme)
                .containsExactly("basic", "bearer");
    }

    @Test
    void whatIsMalformedEndsTheLine() {
        assertThat(parse("Bearer realm=\"never ends")).containsExactly(new Challenge("bearer", Map.of()));
        assertThat(parse("Bearer realm=\"r\" (x), Basic"))
                .containsExactly(new Challenge("bearer", Map.of("realm", "r")));
        assertThat(parse("")).isEmpty();
        assertThat(parse("=\"x\"")).isEmpty();
    }

    @Test
    void noiseDoesNoHarm() {
        var random = new Random(5);
        String alphabet = "Bearer realm=\"a\\\",: =\t(";
        for (int i = 0; i < 20_000; i++) {
            var noise = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                noise.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(parse(noise.toString())).hasSizeLessThan(40);
        }
    }

    @Test
    void scopesAreMergedByResource() {
        Scopes scopes = Scopes.push("a/b")
                .plus(Scopes.pull("c"))
                .plus(Scopes.parse("repository:a/b:delete,pull registry:catalog:* nonsense"));

        assertThat(scopes.texts())
                .containsExactly("registry:catalog:*", "repository:a/b:delete,pull,push", "repository:c:pull");
        assertThat(Scopes.push("a").plus(Scopes.pull("a"))).isEqualTo(Scopes.push("a"));
    }

    private static List<Challenge> parse(String line) {
        return Challenge.parse(List.of(line));
    }
}
