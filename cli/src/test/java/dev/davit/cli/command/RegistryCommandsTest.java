package dev.davit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.image.Image;
import dev.davit.image.ImageReference;
import dev.davit.image.Platform;
import dev.davit.image.registry.Credential;
import dev.davit.image.registry.PushListener;
import dev.davit.image.registry.RegistryClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryCommandsTest {
    @TempDir
    private Path home;

    private SmallRegistry server;
    private String registry;
    private Commands davit;
    private Path config;

    @BeforeEach
    void aRegistry() throws IOException {
        server = new SmallRegistry();
        registry = server.name();
        davit = new Commands(home);
        config = home.resolve(".docker/config.json");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void loginIsCheckedAndKeptAndLogoutForgetsIt() throws IOException {
        var login = davit.runWith("s3cret\n", "login", "-u", "bob", "--password-stdin", registry)
                .succeeded();

        assertThat(login.out()).contains("Login succeeded: bob at " + registry);
        assertThat(login.err()).contains("unencrypted in " + config).doesNotContain("s3cret");
        assertThat(config).content().contains(registry);
        assertThat(davit.run("logout", registry).succeeded().out()).contains("Logged out of " + registry);
        assertThat(davit.run("logout", registry).succeeded().out()).contains("Not logged in to " + registry);
        assertThat(config).content().doesNotContain(registry);
    }

    @Test
    void wrongPasswordIsNotKept() {
        var login = davit.runWith("guess", "login", "-u", "bob", "--password-stdin", registry)
                .failedWith(4);

        assertThat(login.err())
                .contains("did not accept the password of bob")
                .contains("fix: ")
                .doesNotContain("guess");
        assertThat(config).doesNotExist();
    }

    @Test
    void loginWithoutATerminalSaysHowToGiveThePassword() {
        assertThat(davit.run("login", "-u", "bob", registry).failedWith(2).err())
                .contains("--password-stdin");
        assertThat(davit.runWith("x", "login", "--password-stdin", registry)
                        .failedWith(2)
                        .err())
                .contains("needs the name of an account");
        assertThat(davit.runWith("x", "login", "-u", "bob", "--password-stdin", "bob@host")
                        .failedWith(2)
                        .err())
                .contains("Not a registry: 'bob@host'");
    }

    @Test
    void copyPrintsTheDigestReferenceAndUsesCredentialsOfTheEnvironmentForTheTarget() throws IOException {
        Image image = pushed("team/web:1");

        var copy = davit.with("DAVIT_REGISTRY_USER", "bob")
                .with("DAVIT_REGISTRY_PASSWORD", "s3cret")
                .run("image", "copy", registry + "/team/web:1", registry + "/prod/web")
                .succeeded();

        assertThat(copy.out().strip()).isEqualTo(registry + "/prod/web@" + image.digest());
        assertThat(server.content).containsKeys("prod/web/manifests/1");
        assertThat(davit.run(
                                "image",
                                "copy",
                                "--output",
                                "json",
                                "--platform",
                                "linux/amd64",
                                registry + "/team/web:1",
                                registry + "/prod/web:2")
                        .succeeded()
                        .json()
                        .get("digest")
                        .asString())
                .isEqualTo(image.digest().toString());
    }

    @Test
    void digestOfACopyCannotBeChosen() throws IOException {
        Image image = pushed("team/web:1");
        String from = registry + "/team/web:1";
        String digest = "@" + image.digest();

        assertThat(davit.run("image", "copy", from, registry + "/prod/web" + digest)
                        .failedWith(2)
                        .err())
                .contains("the digest of a copy cannot be chosen", "or leave that away: " + registry + "/prod/web");
    }

    @Test
    void copyWithoutCredentialsSaysToLogIn() throws IOException {
        pushed("team/web:1");

        assertThat(davit.run("image", "copy", registry + "/team/web:1", registry + "/prod/web")
                        .failedWith(4)
                        .err())
                .contains("401")
                .contains("davit login " + registry);
    }

    @Test
    void settingsThatCannotBeUsedAreNamed() throws IOException {
        assertThat(davit.run("image", "copy", "--registry-ca", "nowhere.pem", registry + "/a", registry + "/b")
                        .failedWith(2)
                        .err())
                .contains("nowhere.pem")
                .contains("DAVIT_REGISTRY_CA");
        assertThat(davit.with("DAVIT_INSECURE_REGISTRY", "one.example.com,not a host")
                        .run("image", "copy", registry + "/a", registry + "/b")
                        .failedWith(2)
                        .err())
                .contains("Not a registry: 'not a host'");
        assertThat(Files.exists(config)).isFalse();
    }

    private Image pushed(String name) throws IOException {
        Image image = davit.store().put(davit.image(Platform.of("linux", "amd64"), "one"));
        try (var client = RegistryClient.builder()
                .credentials(_ -> Optional.of(new Credential.Password("bob", "s3cret")))
                .build()) {
            client.push(image, ImageReference.parse(registry + "/" + name), PushListener.SILENT);
        }
        return image;
    }
}
