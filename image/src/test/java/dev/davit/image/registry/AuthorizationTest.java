package dev.davit.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.image.ImageReference;
import dev.davit.image.registry.Credential.IdentityToken;
import dev.davit.image.registry.Credential.Password;
import dev.davit.image.registry.Credential.RegistryToken;
import dev.davit.image.registry.ScriptedServer.Asked;
import dev.davit.image.registry.ScriptedServer.Reply;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry that sends to a token service, which is another server. */
class AuthorizationTest extends ScriptedTest {

    private static final Password USER = new Password("davit", "pass word");
    private static final String BASIC = USER.basic();

    private final AtomicInteger count = new AtomicInteger();
    private final Set<String> valid = ConcurrentHashMap.newKeySet();
    private ScriptedServer tokens;
    private volatile Function<Asked, Reply> service = _ -> token("\"expires_in\":300");
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void startTokenService() throws IOException {
        tokens = ScriptedServer.start(asked -> service.apply(asked));
        memory.fault(asked -> {
            String shown = asked.header("authorization").replaceFirst("^Bearer ", "");
            return valid.contains(shown) ? Optional.empty() : Optional.of(challenge(tokens.url("/token?x=1")));
        });
        with(builder(Optional.of(USER)));
    }

    @AfterEach
    void stopTokenService() throws IOException {
        tokens.close();
    }

    @Test
    void oneTokenServesAWholePush() throws IOException {
        client.push(image, reference, PushListener.SILENT);

        assertPushed(image);
        assertThat(tokens.asked()).singleElement().satisfies(asked -> {
            assertThat(asked.target())
                    .isEqualTo("/token?x=1&service=registry&scope=repository%3Aweb%3Apull%2Cpush&account=davit");
            assertThat(asked.header("authorization")).isEqualTo(BASIC);
        });
        assertThat(server.asked())
                .noneMatch(asked -> asked.header("authorization").startsWith("Basic"));
    }

    @Test
    void requestsSideBySideShareOneFetch() throws IOException {
        memory.put(image, "1");
        var requests = List.of(1, 2, 3, 4, 5, 6, 7, 8);

        Parallel.all(8, requests, _ -> client.head(reference));

        assertThat(tokens.asked()).hasSize(1);
    }

    @Test
    void tokenThatExpiresIsRenewedBeforeItIsRefused() throws IOException {
        memory.put(image, "1");
        client.head(reference);
        now = now.plusSeconds(295);
        client.head(reference);

        assertThat(tokens.asked()).hasSize(2);
        assertThat(server.asked()).hasSize(3);
    }

    @Test
    void tokenThatIsTakenBackMidwayIsRenewed() throws IOException {
        memory.put(image, "1");
        client.head(reference);
        valid.clear();

        assertThat(client.head(reference)).isPresent();
        assertThat(tokens.asked()).hasSize(2);
    }

    @Test
    void tokenThatIsNeverGoodEnoughIsNotAskedForEndlessly() {
        service = _ -> Reply.of(200).body("{\"token\":\"bad\"}");

        assertThat(refusal(() -> client.head(reference)).status()).hasValue(401);
        assertThat(tokens.asked()).hasSize(1);
    }

    @Test
    void identityTokenIsExchanged() throws IOException {
        with(builder(Optional.of(new IdentityToken("refresh me"))));
        service = _ -> {
            valid.add("fresh");
            return Reply.of(200).body("{\"access_token\":\"fresh\"}");
        };
        memory.put(image, "1");

        assertThat(client.head(reference)).isPresent();

        Asked asked = tokens.asked().getFirst();
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(new String(asked.body().bytes, UTF_8))
                .isEqualTo("grant_type=refresh_token&refresh_token=refresh+me&service=registry&client_id=davit"
                        + "&scope=repository%3Aweb%3Apull");
        assertThat(asked.header("authorization")).isEmpty();
    }

    @Test
    void registryTokenIsShownAsItIs() throws IOException {
        with(builder(Optional.of(new RegistryToken("ready"))));
        valid.add("ready");
        memory.put(image, "1");

        assertThat(client.head(reference)).isPresent();
        assertThat(tokens.asked()).isEmpty();
    }

    @Test
    void withoutACredentialTheTokenIsAnonymous() throws IOException {
        with(builder(Optional.empty()));
        memory.put(image, "1");

        assertThat(client.head(reference)).isPresent();
        assertThat(tokens.asked().getFirst().header("authorization")).isEmpty();
    }

    @Test
    void refusedPasswordNamesTheLogin() {
        service = _ -> Reply.of(401).body("{\"details\":\"incorrect username or password\"}");

        assertThat(refusal(() -> client.check(server.name())))
                .hasMessageContaining("401: incorrect username or password. ")
                .hasMessageContaining("`davit login " + server.name() + "` again")
                .hasMessageNotContaining("pass word")
                .hasMessageNotContaining("account=");
    }

    @Test
    void credentialOfAnotherRegistryIsNotShown() throws IOException {
        with(builder().credentials(name -> name.equals("registry.example.com") ? Optional.of(USER) : Optional.empty()));
        memory.put(image, "1");

        client.head(reference);

        assertThat(tokens.asked()).noneMatch(asked -> asked.headers().containsKey("authorization"));
    }

    @Test
    void failedSearchForACredentialIsSaidAtOnceAndNotMadeAgain() throws IOException {
        var searches = new AtomicInteger();
        with(builder().credentials(_ -> {
            searches.incrementAndGet();
            throw new IOException("The helper did not answer. Unlock it");
        }));

        assertThat(refusal(() -> client.head(reference)))
                .hasMessage("Registry " + server.name()
                        + " wants a credential, and looking for one failed: The helper did not answer. Unlock it.");
        assertThat(refusal(() -> client.push(image, reference, PushListener.SILENT)))
                .hasMessageContaining("The helper did not answer");
        assertThat(searches).hasValue(1);
    }

    @Test
    void realmInPlainHttpOnAnotherHostGetsNothing() throws IOException {
        var evil = new MemoryRegistry();
        evil.fault(_ -> Optional.of(challenge("http://tokens.example.com/token?secret=1")));
        try (var other = ScriptedServer.start(evil, ServerSocketFactory.getDefault())) {
            assertThat(refusal(() -> client.check(other.name())))
                    .hasMessageContaining("sends to 'http://tokens.example.com/token' for a token")
                    .hasMessageContaining("https://");
        }
    }

    @Test
    void basicIsShownOnlyAfterItWasAskedFor() throws IOException {
        var basic = new MemoryRegistry();
        basic.put(image, "1");
        basic.fault(asked -> asked.header("authorization").equals(BASIC)
                ? Optional.empty()
                : Optional.of(Reply.of(401).with("WWW-Authenticate", "Negotiate, Basic realm=\"a \\\"b\\\"\"")));
        try (var other = ScriptedServer.start(basic, ServerSocketFactory.getDefault())) {
            var there = ImageReference.parse(other.name() + "/web:1");

            client.head(there);
            client.head(there);

            assertThat(other.asked())
                    .extracting(asked -> asked.header("authorization"))
                    .containsExactly("", BASIC, BASIC);
        }
    }

    @Test
    void garbledTokenIsRefused() {
        service = _ -> Reply.of(200).body("{\"token\":\"a\\r\\nX-Evil: 1\"}");

        assertThat(refusal(() -> client.head(reference))).hasMessageContaining("without a token that can be used");
    }

    private RegistryClientBuilder builder(Optional<Credential> credential) {
        return builder()
                .clock(new Clock() {
                    @Override
                    public Instant instant() {
                        return now;
                    }

                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }
                })
                .credentials(name -> name.equals(server.name()) ? credential : Optional.of(USER));
    }

    private Reply token(String more) {
        String token = "token" + count.incrementAndGet();
        valid.add(token);
        return Reply.of(200).body("{\"token\":\"" + token + "\"," + more + "}");
    }

    private static Reply challenge(String realm) {
        return Reply.of(401)
                .with("WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=\"registry\"")
                .body("{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"who are you?\"}]}");
    }
}
