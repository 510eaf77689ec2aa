package dev.davit.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.image.registry.ScriptedServer.Reply;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tried again, after which pause, and what is not. */
class RetryTest extends ScriptedTest {

    @BeforeEach
    void store() throws IOException {
        memory.put(image, "1");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void passingFailuresAreWaitedFor(int status) throws IOException {
        memory.fail(2, "HEAD", "/manifests/", _ -> Reply.of(status));

        assertThat(client.head(reference)).isPresent();
        assertThat(waits).hasSize(2);
        assertThat(waits.getFirst()).isBetween(Duration.ofMillis(150), Duration.ofMillis(300));
        assertThat(waits.getLast()).isBetween(Duration.ofMillis(300), Duration.ofMillis(600));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 405, 410, 501, 507})
    void lastingFailuresAreNot(int status) {
        memory.fail(9, "HEAD", "/manifests/", _ -> Reply.of(status));

        assertThat(refusal(() -> client.head(reference)))
                .satisfies(e -> assertThat(e.status()).hasValue(status))
                .satisfies(e -> assertThat(e.isTemporary()).isFalse());
        assertThat(waits).isEmpty();
    }

    @Test
    void droppedConnectionIsMadeAgain() throws IOException {
        memory.fail(4, "GET", "/manifests/", _ -> Reply.of(0));

        assertThat(client.image(reference, AMD64)).isEqualTo(image);
    }

    @Test
    void manifestThatBreaksOffIsReadAgain() throws IOException {
        memory.fail(
                1,
                "GET",
                "/manifests/",
                _ -> Reply.of(200).body(image.manifest().bytes()).dropAfter(100));

        assertThat(client.image(reference, AMD64)).isEqualTo(image);
        assertThat(waits).hasSize(1);
    }

    @Test
    void secondsThatTheRegistryAsksForAreGranted() throws IOException {
        memory.fail(1, "HEAD", "/manifests/", _ -> Reply.of(429).with("Retry-After", "17"));

        client.head(reference);

        assertThat(waits).containsExactly(Duration.ofSeconds(17));
    }

    @Test
    void dateThatTheRegistryNamesIsWaitedFor() throws IOException {
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
        with(builder().clock(clock));
        memory.fail(1, "HEAD", "/manifests/", _ -> Reply.of(503).with("Retry-After", "Sun, 22 Nov 2026 10:00:21 GMT"));

        client.head(reference);

        assertThat(waits).containsExactly(Duration.ofSeconds(21));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5", "Sun, 99 Nov 2026 10:00:21 GMT", "99999999999999999999"})
    void whatIsNoTimeSaysNothing(String text) {
        var backoff = new Backoff(Clock.systemUTC(), _ -> {}, () -> 0);

        assertThat(backoff.retryAfter(Optional.of(text))).isEmpty();
    }

    @Test
    void hoursAreForThePersonToWait() {
        memory.fail(
                1,
                "GET",
                "/manifests/",
                _ -> Reply.of(429)
                        .with("Retry-After", "7200")
                        .body("{\"errors\":[{\"code\":\"TOOMANYREQUESTS\",\"message\":\"slow down\"}]}"));

        assertThat(refusal(() -> client.image(reference, AMD64)))
                .hasMessageContaining("429 TOOMANYREQUESTS: slow down. Try again in 7200 s.");
        assertThat(waits).isEmpty();
    }

    @Test
    void pullLimitTellsOfTheLogin() {
        memory.fail(
                1,
                "GET",
                "/manifests/",
                _ -> Reply.of(429)
                        .body("{\"errors\":[{\"code\":\"TOOMANYREQUESTS\",\"message\":\"You have reached your "
                                + "unauthenticated pull rate limit.\"}]}"));

        assertThat(refusal(() -> client.image(reference, AMD64)))
                .hasMessageEndingWith("Try again in some hours. Logging in raises the limit: run `davit login "
                        + server.name() + "`.");
        assertThat(waits).isEmpty();
    }

    @Test
    void pausesGrowAndAreBounded() throws InterruptedException {
        var longest = new Backoff(Clock.systemUTC(), waits::add, () -> Long.MAX_VALUE);
        for (int failures = 1; failures <= 8; failures++) {
            longest.pause(failures, Optional.empty());
        }

        assertThat(waits).allMatch(wait -> wait.compareTo(Duration.ofSeconds(10)) <= 0);
        assertThat(waits.getLast()).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
    }
}
