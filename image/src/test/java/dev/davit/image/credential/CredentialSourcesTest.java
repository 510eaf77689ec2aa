package dev.davit.image.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.davit.image.ImageReference;
import dev.davit.image.registry.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialSourcesTest {

    private static final Credential BOB = new Credential.Password("bob", "pass:word");

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void environment() throws IOException {
        environment.put("HOME", home.toString());
        environment.put("PATH", home + ":" + System.getenv("PATH"));
        Files.createDirectories(home.resolve(".docker"));
        Files.createDirectories(home.resolve(".config/containers"));
    }

    @Test
    void withoutAnyFileThereIsNone() throws IOException {
        assertThat(of("docker.io")).isEmpty();
    }

    @Test
    void nothingIsReadBeforeARegistryAsks() throws IOException {
        docker("not JSON, secret");

        CredentialSources sources = CredentialSources.of(environment, Optional.empty(), List.of());

        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(() -> sources.of("docker.io"))
                .withMessageContaining("config.json")
                .withMessageNotContaining("secret")
                .withNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://index.docker.io/v1/",
                "index.docker.io",
                "docker.io",
                "https://docker.io",
                "registry-1.docker.io"
            })
    void dockerHubIsKnownByItsNames(String key) throws IOException {
        docker("{\"auths\":{\"" + key + "\":{\"auth\":\"" + base64("bob:pass:word") + "\"}}}");

        assertThat(of("docker.io")).contains(BOB);
        assertThat(of("ghcr.io")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r.example.com:5000",
                "https://r.example.com:5000",
                "http://r.example.com:5000/v2/",
                "https://R.example.com:5000/v1/"
            })
    void urlsOfOlderVersionsAreUnderstood(String key) throws IOException {
        docker("{\"auths\":{\"" + key + "\":{\"auth\":\"" + base64("bob:pass:word") + "\"}}}");

        assertThat(of("r.example.com:5000")).contains(BOB);
        assertThat(of("r.example.com")).isEmpty();
    }

    @Test
    void tokensAreToldFromPasswords() throws IOException {
        docker("{\"auths\":{\"a.example.com\":{\"auth\":\"" + base64("<token>:") + "\",\"identitytoken\":\"i\"},"
                + "\"b.example.com\":{\"registrytoken\":\"r\"},"
                + "\"c.example.com\":{\"username\":\"bob\",\"password\":\"pass:word\"},\"d.example.com\":{}}}");

        assertThat(of("a.example.com")).contains(new Credential.IdentityToken("i"));
        assertThat(of("b.example.com")).contains(new Credential.RegistryToken("r"));
        assertThat(of("c.example.com")).contains(BOB);
        assertThat(of("d.example.com")).isEmpty();
    }

    @Test
    void brokenEntryIsNamedWithoutItsContent() throws IOException {
        docker("{\"auths\":{\"a.example.com\":{\"auth\":\"c2VjcmV0\"}}}");

        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(() -> of("a.example.com"))
                .withMessageContaining("not of the form that Docker writes")
                .withMessageNotContaining("c2VjcmV0")
                .withMessageNotContaining("secret");
    }

    @Test
    void helperOfTheRegistryComesBeforeTheOneForAll() throws IOException {
        Helper.script(home, "own", "echo '{\"Username\":\"own\",\"Secret\":\"x\"}'");
        Helper.script(home, "all", "echo '{\"Username\":\"all\",\"Secret\":\"x\"}'");
        docker("{\"credsStore\":\"all\",\"credHelpers\":{\"a.example.com\":\"own\"}}");

        assertThat(of("a.example.com")).contains(new Credential.Password("own", "x"));
        assertThat(of("b.example.com")).contains(new Credential.Password("all", "x"));
    }

    @Test
    void dockerConfigFolderMayBeElsewhere() throws IOException {
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        environment.put("DOCKER_CONFIG", elsewhere.toString());
        Files.writeString(elsewhere.resolve("config.json"), auths("r.example.com"));

        assertThat(of("r.example.com")).contains(BOB);
    }

    @Test
    void containersFileIsAskedNextAndItsLongestKeyCounts() throws IOException {
        Files.writeString(
                home.resolve(".config/containers/auth.json"),
                "{\"auths\":{\"r.example.com\":{\"auth\":\"" + base64("all:x")
                        + "\"},\"r.example.com/acme\":{\"auth\":\"" + base64("acme:x")
                        + "\"},\"r.example.com/acme/web\":{\"auth\":\"" + base64("web:x") + "\"}}}");

        assertThat(about("r.example.com/acme/web:1")).contains(new Credential.Password("web", "x"));
        assertThat(about("r.example.com/acme/website")).contains(new Credential.Password("acme", "x"));
        assertThat(about("r.example.com/acme2/web")).contains(new Credential.Password("all", "x"));
        assertThat(of("r.example.com")).contains(new Credential.Password("all", "x"));
    }

    @Test
    void authFileOfTheEnvironmentTakesThePlaceOfTheUsualOnes() throws IOException {
        Path runtime = Files.createDirectories(home.resolve("run/containers"));
        environment.put("XDG_RUNTIME_DIR", home.resolve("run").toString());
        Files.writeString(runtime.resolve("auth.json"), auths("r.example.com"));
        assertThat(of("r.example.com")).contains(BOB);

        environment.put("REGISTRY_AUTH_FILE", home.resolve("own.json").toString());
        assertThat(of("r.example.com")).isEmpty();
    }

    @Test
    void passwordOfTheEnvironmentIsForTheTargetAlone() throws IOException {
        environment.put("DAVIT_REGISTRY_USER", "bob");
        environment.put("DAVIT_REGISTRY_PASSWORD", "pass:word");

        assertThat(of("r.example.com")).isEmpty();
        CredentialSources sources = CredentialSources.of(environment, Optional.of("r.example.com"), List.of());
        assertThat(sources.of("r.example.com")).contains(BOB);
        assertThat(sources.of("docker.io")).isEmpty();
    }

    @Test
    void registryOfTheEnvironmentComesBeforeTheTarget() throws IOException {
        environment.put("DAVIT_REGISTRY", "https://ghcr.io/acme");
        environment.put("DAVIT_REGISTRY_TOKEN", "t");

        CredentialSources sources = CredentialSources.of(environment, Optional.of("r.example.com"), List.of());
        assertThat(sources.of("ghcr.io")).contains(new Credential.RegistryToken("t"));
        assertThat(sources.of("r.example.com")).isEmpty();
    }

    @Test
    void halfACredentialInTheEnvironmentIsAMistake() {
        environment.put("DAVIT_REGISTRY", "r.example.com");
        environment.put("DAVIT_REGISTRY_PASSWORD", "s3cret");

        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(() -> of("r.example.com"))
                .withMessageContaining("DAVIT_REGISTRY_USER")
                .withMessageNotContaining("s3cret");
    }

    private Optional<Credential> of(String registry) throws IOException {
        return CredentialSources.of(environment, Optional.empty(), List.of()).of(registry);
    }

    private Optional<Credential> about(String reference) throws IOException {
        ImageReference image = ImageReference.parse(reference);
        return CredentialSources.of(environment, Optional.empty(), List.of(image))
                .of(image.registry());
    }

    private void docker(String json) throws IOException {
        Files.writeString(home.resolve(".docker/config.json"), json);
    }

    private static String auths(String key) {
        return "{\"auths\":{\"" + key + "\":{\"auth\":\"" + base64("bob:pass:word") + "\"}}}";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
