package dev.davit.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ForwardingTest {
    @Test
    void requestsAreSharedInTurn() throws Exception {
        try (Backend a = Backend.saying("a");
                Backend b = Backend.saying("b");
                Fixture fixture = Fixture.before(a, b)) {
            List<String> bodies = IntStream.range(0, 10)
                    .mapToObj(_ -> {
                        try {
                            return fixture.get("/").body();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .toList();

            assertThat(bodies).filteredOn("a"::equals).hasSize(5);
            assertThat(bodies).filteredOn("b"::equals).hasSize(5);
            assertThat(a.connections.get()).isEqualTo(1);
        }
    }

    @Test
    void targetIsToldWhoAsked() throws Exception {
        try (Backend backend = Backend.saying("x");
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            client.request(
                    "GET /a?b=c HTTP/1.1",
                    "Host: shop.example",
                    "X-Forwarded-For: 10.9.8.7",
                    "X-Forwarded-Proto: https",
                    "Connection: keep-alive, X-Drop",
                    "X-Drop: 1",
                    "Keep-Alive: timeout=5",
                    "TE: trailers",
                    "Proxy-Authorization: secret",
                    "Proxy: evil",
                    "Upgrade: h2c",
                    "Accept: */*");

            assertThat(client.response()).endsWith("\r\n\r\nx");
            Backend.Request request = backend.requests.getFirst();
            assertThat(request.line()).isEqualTo("GET /a?b=c HTTP/1.1");
            assertThat(request.field("Host")).isEqualTo("shop.example");
            assertThat(request.field("X-Forwarded-For")).isEqualTo("10.9.8.7, 127.0.0.1");
            assertThat(request.field("X-Forwarded-Proto")).isEqualTo("http");
            assertThat(request.field("X-Forwarded-Host")).isEqualTo("shop.example");
            assertThat(request.field("X-Forwarded-Port")).isEqualTo(Integer.toString(fixture.port()));
            assertThat(request.field("X-Request-Id")).matches("[0-9a-f]{32}");
            assertThat(request.fields())
                    .noneMatch(field -> field.matches("(?i)(connection|x-drop|keep-alive|te|proxy.*|upgrade):.*"));
            assertThat(request.field("Accept")).isEqualTo("*/*");
        }
    }
}
