package dev.davit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ImageReferenceTest {

    private static final String DIGEST = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nginx                              | docker.io/library/nginx:latest            | nginx:latest
            nginx:1.27                         | docker.io/library/nginx:1.27              | nginx:1.27
            acme/web                           | docker.io/acme/web:latest                 | acme/web:latest
            docker.io/nginx                    | docker.io/library/nginx:latest            | nginx:latest
            index.docker.io/acme/web:1         | docker.io/acme/web:1                      | acme/web:1
            docker.io/library/a/b              | docker.io/library/a/b:latest              | library/a/b:latest
            localhost/web                      | localhost/web:latest                      | localhost/web:latest
            localhost:5000/web:dev             | localhost:5000/web:dev                    | localhost:5000/web:dev
            127.0.0.1:5000/team/web            | 127.0.0.1:5000/team/web:latest            | 127.0.0.1:5000/team/web:latest
            [::1]:5000/web                     | [::1]:5000/web:latest                     | [::1]:5000/web:latest
            registry.example.com/a/b/c:v1.2_3  | registry.example.com/a/b/c:v1.2_3         | registry.example.com/a/b/c:v1.2_3
            ubuntu                             | docker.io/library/ubuntu:latest           | ubuntu:latest
            library/ubuntu                     | docker.io/library/ubuntu:latest           | ubuntu:latest
            docker.io/library                  | docker.io/library/library:latest          | library:latest
            index.docker.io/ubuntu             | docker.io/library/ubuntu:latest           | ubuntu:latest
            docker.io/acme/web/x               | docker.io/acme/web/x:latest               | acme/web/x:latest
            localhost                          | docker.io/library/localhost:latest        | localhost:latest
            localhost:5000                     | docker.io/library/localhost:5000          | localhost:5000
            host/x                             | docker.io/host/x:latest                   | host/x:latest
            host:5000/x                        | host:5000/x:latest                        | host:5000/x:latest
            host:65535/x                       | host:65535/x:latest                       | host:65535/x:latest
            a.b/x                              | a.b/x:latest                              | a.b/x:latest
            xn--7o8h.com/x                     | xn--7o8h.com/x:latest                     | xn--7o8h.com/x:latest
            h-o-s-t.com:1/x/y/z:T_1.0-x        | h-o-s-t.com:1/x/y/z:T_1.0-x               | h-o-s-t.com:1/x/y/z:T_1.0-x
            [2001:db8::1]/web:1                | [2001:db8::1]/web:1                       | [2001:db8::1]/web:1
            [2001:DB8::1]:5000/a/b             | [2001:DB8::1]:5000/a/b:latest             | [2001:DB8::1]:5000/a/b:latest
            a_b                                | docker.io/library/a_b:latest              | a_b:latest
            a__b                               | docker.io/library/a__b:latest             | a__b:latest
            a.b                                | docker.io/library/a.b:latest              | a.b:latest
            a-----b                            | docker.io/library/a-----b:latest          | a-----b:latest
            0/1:_                              | docker.io/0/1:_                           | 0/1:_
            HOST/web                           | HOST/web:latest                           | HOST/web:latest
            a-b/c__d/e.f---g                   | docker.io/a-b/c__d/e.f---g:latest         | a-b/c__d/e.f---g:latest
            """)
    void referenceHasAFullAndAShortForm(String text, String full, String familiar) {
        ImageReference reference = ImageReference.parse(text);

        assertThat(reference).hasToString(full);
        assertThat(reference.familiar()).isEqualTo(familiar);
        assertThat(ImageReference.parse(full)).isEqualTo(reference);
        assertThat(ImageReference.parse(familiar)).isEqualTo(reference);
    }

    @Test
    void digestStandsAloneOrBesideATag() {
        assertThat(ImageReference.parse("web@" + DIGEST)).hasToString("docker.io/library/web@" + DIGEST);
        assertThat(ImageReference.parse("web:1@" + DIGEST)).hasToString("docker.io/library/web:1@" + DIGEST);
        assertThat(ImageReference.parse("web:1@" + DIGEST).familiar()).isEqualTo("web:1@" + DIGEST);
    }

    @Test
    void digestMayBeSha512() {
        String digest = "sha512:" + "0f".repeat(64);

        assertThat(ImageReference.parse("web:1@" + digest)).hasToString("docker.io/library/web:1@" + digest);
    }

    @Test
    void sixtyFourDigitsAreANameWhenSomethingStandsBesideThem() {
        String digits = DIGEST.substring("sha256:".length());

        assertThat(ImageReference.parse("acme/" + digits).familiar()).isEqualTo("acme/" + digits + ":latest");
        assertThat(ImageReference.parse(digits + ":1")).hasToString("docker.io/library/" + digits + ":1");
        assertThat(ImageReference.parse("docker.io/library/" + digits))
                .hasToString("docker.io/library/" + digits + ":latest");
    }

    @Test
    void deploymentNamesTheDigestAlone() {
        ImageReference reference = ImageReference.parse("localhost:5000/web:1");

        assertThat(reference.withDigest(Digest.parse(DIGEST))).hasToString("localhost:5000/web@" + DIGEST);
        assertThat(reference.withDigest(Digest.parse(DIGEST)).withTag("2")).hasToString("localhost:5000/web:2");
        assertThat(reference.name()).isEqualTo("localhost:5000/web");
    }

    @Test
    void repositoryOnDockerHubThatLooksLikeAHostKeepsItsFullForm() {
        assertThat(ImageReference.parse("docker.io/foo.bar/web").familiar()).isEqualTo("docker.io/foo.bar/web:latest");
    }

    @Test
    void lengthsAreLimited() {
        assertThat(ImageReference.parse("a".repeat(247)).repository()).hasSize(255);
        assertThat(ImageReference.parse("a:" + "t".repeat(128)).tag().orElseThrow())
                .hasSize(128);
    }

    static Stream<String> malformed() {
        return Stream.of(
                "",
                " ",
                "/",
                "/web",
                "web/",
                "a//b",
                "Web",
                "acme/Web",
                "web:",
                "web:-x",
                "web:.x",
                "web:a:b",
                "web:a b",
                "web@",
                "web@sha256:abc",
                "web@" + DIGEST + "@" + DIGEST,
                "-web",
                "web-",
                "a..b",
                "a___b",
                "../web",
                "a/../b",
                "localhost:/web",
                "localhost:port/web",
                "localhost:123456/web",
                "localhost:65536/web",
                "[]/web",
                "[::1]web",
                "[::1]:/web",
                "[fe80::1%eth0]:5000/web",
                "a._b",
                "a_-b",
                "a-_b",
                "a.-b",
                "_a",
                "a_",
                ".a",
                "a./b",
                "a/.b",
                "Host:5000",
                "host..com/web",
                "host.com./web",
                "host_name.com/web",
                "host-.com/web",
                "a:\u00e9",
                "web@sha256:" + "A".repeat(64),
                "web@md5:" + "a".repeat(32),
                "web@sha512:" + "a".repeat(64),
                "@" + DIGEST,
                ":1",
                "exa mple.com/web",
                "-host.com/web",
                "[::1/web",
                "user@host.com/web",
                "https://host.com/web",
                "wéb",
                "web\n",
                "web\u0000",
                "a".repeat(256),
                "acme/" + "a".repeat(251),
                "a:" + "t".repeat(129),
                "a".repeat(100_000),
                "a-".repeat(50_000),
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void whatIsNoReferenceIsRefusedAndShown(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageReference.parse(text))
                .withMessageContaining("Not an image reference: '")
                .withMessageContaining("Expected [registry[:port]/]repository[:tag][@digest]")
                .withMessageMatching("(?s)[^\\x00-\\x1f]{1,800}");
    }

    @Test
    void whateverIsReadReadsTheSameAgain() {
        var random = new Random(7);
        String alphabet = "abz09AZ./:@-_[] \u00e9";
        int read = 0;
        for (int i = 0; i < 60_000; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(12); length >= 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            ImageReference reference;
            try {
                reference = ImageReference.parse(text.toString());
            } catch (IllegalArgumentException e) {
                continue;
            }
            read++;
            assertThat(ImageReference.parse(reference.toString())).isEqualTo(reference);
            assertThat(ImageReference.parse(reference.familiar())).isEqualTo(reference);
        }
        assertThat(read).isGreaterThan(500);
    }
}
