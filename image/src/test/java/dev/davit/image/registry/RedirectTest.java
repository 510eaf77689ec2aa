package dev.davit.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.image.ImageReference;
import dev.davit.image.registry.Credential.Password;
import dev.davit.image.registry.ScriptedServer.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry that wants a password and keeps its blobs elsewhere, where nobody should see the password. */
class RedirectTest extends ScriptedTest {

    private static final Password USER = new Password("davit", "secret");

    private final MemoryRegistry storage = new MemoryRegistry();
    private ScriptedServer elsewhere;

    @BeforeEach
    void startStorage() throws IOException {
        elsewhere = ScriptedServer.start(storage, ServerSocketFactory.getDefault());
        memory.fault(asked -> asked.header("authorization").equals(USER.basic())
                ? Optional.empty()
                : Optional.of(Reply.of(401).with("WWW-Authenticate", "Basic realm=\"davit\"")));
        memory.put(image, "1");
        storage.put(image, "1");
        with(builder().credentials(_ -> Optional.of(USER)));
    }

    @AfterEach
    void stopStorage() throws IOException {
        assertThat(elsewhere.asked()).noneMatch(asked -> asked.headers().containsKey("authorization"));
        elsewhere.close();
    }

    @Test
    void blobsAreReadElsewhereWithoutThePassword() throws IOException {
        redirectBlobs(307);

        assertThat(bytes(client.image(reference, AMD64).layers().getFirst()))
                .isEqualTo(bytes(image.layers().getFirst()));
        assertThat(elsewhere.asked("GET")).isNotEmpty();
    }

    @Test
    void downloadElsewhereGoesOnWhereItStopped() throws IOException {
        redirectBlobs(302);
        byte[] content = bytes(image.layers().getFirst());
        String large = MemoryRegistry.largest(image).digest().toString();
        storage.fail(1, "GET", large, _ -> Reply.of(200).body(content).dropAfter(100_000));

        assertThat(bytes(client.image(reference, AMD64).layers().getFirst()))
                .isEqualTo(bytes(image.layers().getFirst()));
        assertThat(elsewhere.asked("GET").getLast().header("range")).startsWith("bytes=");
    }

    @Test
    void storageThatWantsAPasswordDoesNotGetIt() throws IOException {
        redirectBlobs(307);
        storage.fault(_ -> Optional.of(Reply.of(401).with("WWW-Authenticate", "Basic realm=\"trap\"")));

        assertThat(refusal(() -> client.image(reference, AMD64)).status()).hasValue(401);
    }

    @Test
    void passwordDoesNotComeBackByADetour() throws IOException {
        memory.fail(
                1, "HEAD", "/manifests/1", asked -> Reply.of(401).with("WWW-Authenticate", "Basic realm=\"davit\""));
        memory.fault(asked -> asked.target().equals("/v2/web/manifests/far")
                ? Optional.of(Reply.of(307).with("Location", elsewhere.url("/back")))
                : Optional.empty());
        storage.fault(asked -> asked.target().equals("/back")
                ? Optional.of(Reply.of(307).with("Location", server.url("/v2/web/manifests/1")))
                : Optional.empty());

        refusal(() -> client.head(reference.withTag("far")));

        assertThat(server.asked().getLast().header("authorization")).isEmpty();
    }

    @Test
    void storageThatDoesNotKnowHeadHasTheBlob() throws IOException {
        memory.manifests.clear();
        memory.fault(asked -> asked.method().equals("HEAD") && asked.target().contains("/blobs/")
                ? Optional.of(Reply.of(307).with("Location", elsewhere.url(asked.target() + "?signature=get-only")))
                : Optional.empty());
        storage.fault(asked -> asked.method().equals("HEAD") ? Optional.of(Reply.of(403)) : Optional.empty());

        client.push(image, reference, PushListener.SILENT);

        assertPushed(image);
        assertThat(server.asked("POST")).isEmpty();
    }

    @Test
    void endlessRedirectsEnd() {
        memory.fault(asked -> Optional.of(Reply.of(302).with("Location", asked.target() + "/on")));

        assertThat(refusal(() -> client.head(reference))).hasMessageContaining("more than 5 times");
    }

    @Test
    void redirectToNowhereIsNamed() {
        memory.fault(_ -> Optional.of(Reply.of(302).with("Location", "file:///etc/passwd")));

        assertThat(refusal(() -> client.head(reference)))
                .hasMessageContaining("redirects to no place that can be used");
    }

    @Test
    void mirrorIsAskedFirstAndDoesNotSeeThePassword() throws IOException {
        with(builder()
                .credentials(name -> name.equals(server.name()) ? Optional.of(USER) : Optional.empty())
                .mirrors(Map.of(server.name(), List.of(elsewhere.name() + "/hub"))));

        assertThat(client.image(reference, AMD64)).isEqualTo(image);

        assertThat(server.asked()).isEmpty();
        assertThat(elsewhere.asked()).allMatch(asked -> asked.target().startsWith("/v2/hub/web/"));
    }

    @Test
    void mirrorThatFailsOrLiesIsPassedOver() throws IOException {
        storage.fail(9, "GET", "/manifests/", _ -> Reply.of(503));
        with(builder()
                .credentials(name -> name.equals(server.name()) ? Optional.of(USER) : Optional.empty())
                .mirrors(Map.of(server.name(), List.of("127.0.0.1:1", elsewhere.name()))));

        ImageReference pinned = reference.withDigest(image.digest());

        assertThat(client.image(pinned, AMD64)).isEqualTo(image);
        assertThat(waits).isEmpty();
        client.push(image, reference.withTag("2"), PushListener.SILENT);
        assertThat(elsewhere.asked("PUT")).isEmpty();
        assertThat(elsewhere.asked("HEAD")).isEmpty();
    }

    private void redirectBlobs(int status) {
        memory.fault(asked -> asked.method().equals("GET") && asked.target().contains("/blobs/")
                ? Optional.of(Reply.of(status).with("Location", elsewhere.url(asked.target() + "?signature=secret")))
                : Optional.empty());
    }
}
