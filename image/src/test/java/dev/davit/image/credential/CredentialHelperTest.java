package dev.davit.image.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.davit.image.registry.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialHelperTest {

    @TempDir
    Path bin;

    @Test
    void storesFindsAndForgetsWithoutASecretInItsArguments() throws IOException {
        Helper.keeping(bin, "keep");
        CredentialHelper helper = helper("keep");
        var credential = new Credential.Password("bob", "s3cret \"quoted\"");

        assertThat(helper.get("registry.example.com:5000")).isEmpty();
        helper.store("registry.example.com:5000", credential);
        assertThat(helper.get("registry.example.com:5000")).contains(credential);
        assertThat(helper.get("other.example.com")).isEmpty();
        assertThat(helper.erase("registry.example.com:5000")).isTrue();
        assertThat(helper.get("registry.example.com:5000")).isEmpty();

        assertThat(bin.resolve("arguments")).content().doesNotContain("s3cret").doesNotContain("bob");
    }

    @Test
    void dockerHubHasItsOldName() throws IOException {
        Helper.keeping(bin, "keep");
        helper("keep").store("docker.io", new Credential.Password("bob", "x"));

        assertThat(bin.resolve("kept")).content().contains("\"https://index.docker.io/v1/\"");
        assertThat(helper("keep").get("docker.io")).isPresent();
    }

    @Test
    void identityTokenIsToldFromAPassword() throws IOException {
        Helper.script(bin, "tokens", "echo '{\"Username\":\"<token>\",\"Secret\":\"t\"}'");

        assertThat(helper("tokens").get("r.example.com")).contains(new Credential.IdentityToken("t"));
    }

    @Test
    void helperThatFailsIsNamedWithWhatItSaid() throws IOException {
        Helper.script(bin, "locked", "echo the store is locked >&2; exit 3");

        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(() -> helper("locked").get("r.example.com"))
                .withMessageContaining("docker-credential-locked get for r.example.com")
                .withMessageContaining("exit code 3: the store is locked");
    }

    @Test
    void answerThatIsNoneIsNotShown() throws IOException {
        Helper.script(bin, "odd", "echo 'secret: abc'");

        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(() -> helper("odd").get("r.example.com"))
                .withMessageContaining("did not answer with a credential")
                .withMessageNotContaining("abc")
                .withNoCause();
    }

    @Test
    void helperThatIsNotInstalledIsNamed() {
        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(() -> helper("missing").get("r.example.com"))
                .withMessageContaining("docker-credential-missing")
                .withMessageContaining("not on PATH");
    }

    @Test
    void helperThatHangsIsEndedWithWhatItStarted() throws IOException {
        Helper.script(bin, "hang", "echo $$ > '" + bin + "/pid'; sleep 600");
        var helper = new CredentialHelper("hang", environment(), Duration.ofMillis(500));

        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(() -> helper.get("r.example.com"))
                .withMessageContaining("did not answer");

        long pid = Long.parseLong(Files.readString(bin.resolve("pid")).strip());
        ProcessHandle.of(pid).ifPresent(left -> left.onExit().join());
    }

    @Test
    void nameCannotLeadToAnotherProgram() {
        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(() -> helper("../../bin/sh"))
                .withMessageContaining("Not the name of a credential helper");
    }

    private CredentialHelper helper(String name) throws CredentialException {
        return new CredentialHelper(name, environment());
    }

    private Map<String, String> environment() {
        return Map.of("PATH", bin + ":" + System.getenv("PATH"));
    }
}
