package dev.davit.image.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.davit.image.registry.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginTest {

    private static final Credential.Password BOB = new Credential.Password("bob", "s3cret");

    @TempDir
    Path home;

    private Path file;
    private Map<String, String> environment;
    private Login login;

    @BeforeEach
    void login() {
        file = home.resolve(".docker/config.json");
        environment = Map.of("HOME", home.toString(), "PATH", home + ":" + System.getenv("PATH"));
        login = Login.of(environment);
    }

    @Test
    void credentialIsKeptAsDockerDoesForItsOwnerAlone() throws IOException {
        assertThat(login.in("docker.io", BOB)).isEqualTo(new Login.Kept(file.toString(), false));

        assertThat(file).content().isEqualTo("""
                {
                	"auths": {
                		"https://index.docker.io/v1/": {
                			"auth": "Ym9iOnMzY3JldA=="
                		}
                	}
                }
                """);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(known("docker.io")).contains(BOB);
    }

    @Test
    void whatElseStandsThereStaysAndALinkStaysALink() throws IOException {
        Path real = Files.createDirectory(home.resolve("dotfiles")).resolve("docker.json");
        Files.writeString(
                real,
                "{\"auths\":{\"https://r.example.com/v1/\":{\"auth\":\"b2xkOm9sZA==\"},\"x.example.com\":{\"auth\":\"YTpi\"}},"
                        + "\"currentContext\":\"remote\",\"proxies\":{\"default\":{\"noProxy\":[\"a\",\"b\"]}}}");
        Files.createDirectory(file.getParent());
        Files.createSymbolicLink(file, Path.of("../dotfiles/docker.json"));

        login.in("r.example.com", BOB);

        assertThat(file).isSymbolicLink();
        assertThat(real)
                .content()
                .contains("\"currentContext\": \"remote\"")
                .contains("\"YTpi\"")
                .contains("noProxy");
        assertThat(known("r.example.com")).contains(BOB);
        assertThat(real).content().doesNotContain("b2xkOm9sZA==");
        try (var left = Files.list(real.getParent())) {
            assertThat(left).containsExactly(real);
        }
    }

    @Test
    void helperKeepsTheSecretAndTheFileNotesTheRegistryOnly() throws IOException {
        Helper.keeping(home, "keep");
        Files.createDirectory(file.getParent());
        Files.writeString(file, "{\"credsStore\":\"keep\"}");

        assertThat(login.in("r.example.com", BOB)).isEqualTo(new Login.Kept("docker-credential-keep", true));

        assertThat(file).content().contains("\"r.example.com\": {}").doesNotContain("auth\"");
        assertThat(known("r.example.com")).contains(BOB);
        assertThat(login.out("r.example.com")).isTrue();
        assertThat(known("r.example.com")).isEmpty();
        assertThat(file).content().doesNotContain("r.example.com").contains("credsStore");
    }

    @Test
    void loggingOutForgetsEveryFormOfTheName() throws IOException {
        Files.createDirectory(file.getParent());
        Files.writeString(
                file,
                "{\"auths\":{\"https://r.example.com\":{\"auth\":\"YTpi\"},\"r.example.com\":{\"auth\":\"YTpi\"}}}");

        assertThat(login.out("r.example.com")).isTrue();
        assertThat(login.out("r.example.com")).isFalse();
        assertThat(known("r.example.com")).isEmpty();
    }

    @Test
    void fileThatIsNoJsonIsLeftAlone() throws IOException {
        Files.createDirectory(file.getParent());
        Files.writeString(file, "{\"auths\":");

        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(() -> login.in("r.example.com", BOB))
                .withMessageContaining("not valid JSON")
                .withMessageNotContaining("s3cret");
        assertThat(file).hasContent("{\"auths\":");
    }

    @Test
    void registriesMayBeWrittenAsUrls() {
        assertThat(List.of("https://ghcr.io/", "GHCR.io/acme", "ghcr.io").stream()
                        .map(Login::registry))
                .containsOnly("ghcr.io");
        assertThat(Login.registry("https://index.docker.io/v1/")).isEqualTo("docker.io");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Login.registry("user@host"))
                .withMessageContaining("Not a registry: 'user@host'");
    }

    private Optional<Credential> known(String registry) throws IOException {
        return CredentialSources.of(environment, Optional.empty(), List.of()).of(registry);
    }
}
