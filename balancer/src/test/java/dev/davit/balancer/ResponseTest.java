package dev.davit.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static Backend sending(String response) throws Exception {
        return Backend.start((_, connection) -> {
            connection.send(response);
            return false;
        });
    }

    @Test
    void responseWithoutLengthIsChunkedForHttp11() throws Exception {
        try (Backend backend = sending("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            client.send(GET);

            assertThat(client.head()).contains("Transfer-Encoding: chunked").doesNotContain("Connection");
            assertThat(client.text(15)).isEqualTo("5\r\nhello\r\n0\r\n\r\n");
            client.send(GET);
            assertThat(client.head()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void chunkedResponseIsPlainForHttp10() throws Exception {
        try (Backend backend = sending(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nX-T: 1\r\n\r\n");
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            client.request("GET / HTTP/1.0", "Connection: keep-alive");

            assertThat(client.rest())
                    .endsWith("\r\n\r\nhello")
                    .contains("Connection: close")
                    .doesNotContain("chunked");
        }
    }

    @Test
    void trailersPass() throws Exception {
        String chunks = "5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n";
        try (Backend backend =
                        sending("HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            client.send(GET);

            assertThat(client.head()).contains("Trailer: X-Sum");
            assertThat(client.text(chunks.length())).isEqualTo(chunks);
        }
    }

    @Test
    void http10KeepAliveIsGranted() throws Exception {
        try (Backend backend = Backend.saying("x");
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            client.request("GET / HTTP/1.0", "Connection: keep-alive");
            assertThat(client.response()).contains("Connection: keep-alive").endsWith("x");

            client.request("GET / HTTP/1.0");
            assertThat(client.rest()).contains("Connection: close").endsWith("x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified"})
    void responsesWithoutBodyLeaveTheConnectionUsable(String status) throws Exception {
        try (Backend backend = Backend.start((_, connection) -> {
                    connection.send("HTTP/1.1 " + status + "\r\n\r\n");
                    return true;
                });
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send(GET);
                assertThat(client.head()).startsWith("HTTP/1.1 " + status).doesNotContain("chunked", "Connection");
            }
            assertThat(backend.connections.get()).isEqualTo(1);
        }
    }

    @Test
    void headResponseKeepsItsLengthAndHasNoBody() throws Exception {
        try (Backend backend = Backend.start((_, connection) -> {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                    return true;
                });
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            for (int i = 0; i < 2; i++) {
                client.request("HEAD / HTTP/1.1", "Host: a");
                assertThat(client.head()).contains("Content-Length: 1000");
            }
            assertThat(backend.connections.get()).isEqualTo(1);
        }
    }

    @Test
    void connectionFieldsOfTheTargetStayBehind() throws Exception {
        try (Backend backend = sending(
                        "HTTP/1.1 200 Fine\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: max=1\r\nServer: app\r\nContent-Length: 0\r\n\r\n");
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            client.send(GET);

            assertThat(client.head()).isEqualTo("HTTP/1.1 200 Fine\r\nServer: app\r\nContent-Length: 0\r\n\r\n");
        }
    }

    @Test
    void interimResponsesPass() throws Exception {
        try (Backend backend = sending(
                        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            client.send(GET);

            assertThat(client.head()).startsWith("HTTP/1.1 103 ").contains("Link: </a>");
            assertThat(client.response()).startsWith("HTTP/1.1 200 ").endsWith("x");
        }
    }

    @Test
    void bodyIsAskedForOnlyWhenTheTargetWantsIt() throws Exception {
        try (Backend backend = Backend.start((request, connection) -> {
                    if (request.line().contains("/no")) {
                        connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
                        return false;
                    }
                    connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                    connection.send(Backend.ok(connection.text(5)));
                    return true;
                });
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect();
                RawClient refused = fixture.connect()) {
            client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 5", "Expect: 100-continue");
            assertThat(client.head()).startsWith("HTTP/1.1 100 ");
            client.send("hello");
            assertThat(client.response()).startsWith("HTTP/1.1 200 ").endsWith("hello");

            refused.request("POST /no HTTP/1.1", "Host: a", "Content-Length: 5", "Expect: 100-continue");
            assertThat(refused.rest()).startsWith("HTTP/1.1 413 ").contains("Connection: close");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage that is not HTTP\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhellonogood",
                "HTTP/1.1 200 OK\r\nX-Unfin"
            })
    void invalidResponseIs502(String response) throws Exception {
        try (Backend backend = sending(response);
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            client.send(GET);

            assertThat(client.response())
                    .startsWith("HTTP/1.1 502 Bad Gateway\r\nServer: davit\r\n")
                    .contains("502 Bad Gateway: ");
            assertThat(fixture.listener.metrics().ownErrors()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
            })
    void brokenBodyIsSeenAsACut(String response) throws Exception {
        try (Backend backend = sending(response);
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            client.send(GET);

            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            assertThat(client.rest()).doesNotContain("\r\n0\r\n", "502");
        }
    }

    @Test
    void targetThatNeverAnswersIs504() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Timeouts quick = new Timeouts(
                Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofSeconds(9), Duration.ofSeconds(4));
        try (Backend backend = Backend.start((_, connection) -> connection.in().read() < 0 && end.getCount() > 0);
                Fixture fixture = Fixture.start(Fixture.groupSettings().withTimeouts(quick))
                        .with(backend);
                RawClient client = fixture.connect()) {
            client.send(GET);

            assertThat(client.response()).startsWith("HTTP/1.1 504 ").endsWith("no response within 300ms\n");
            Fixture.await("the connection to be closed", () -> backend.sockets.isEmpty());
        }
    }

    @Test
    void bodyThatStandsStillIsCut() throws Exception {
        Timeouts quick = new Timeouts(
                Duration.ofSeconds(1), Duration.ofSeconds(9), Duration.ofMillis(300), Duration.ofSeconds(4));
        try (Backend backend = Backend.start((_, connection) -> {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello");
                    return connection.in().read() < 0;
                });
                Fixture fixture = Fixture.start(Fixture.groupSettings().withTimeouts(quick))
                        .with(backend);
                RawClient client = fixture.connect()) {
            client.send(GET);

            client.head();
            assertThat(client.rest()).isEqualTo("hello");
        }
    }
}
