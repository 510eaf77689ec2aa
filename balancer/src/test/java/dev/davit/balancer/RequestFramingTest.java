package dev.davit.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What two readers could understand differently is refused, and the connection ended (RFC 9112 §6.3 and §11.2). */
class RequestFramingTest {
    private static Backend backend;
    private static Fixture fixture;

    @BeforeAll
    static void start() throws Exception {
        backend = Backend.saying("served");
        fixture = Fixture.before(backend);
    }

    @AfterAll
    static void stop() throws Exception {
        fixture.close();
        backend.close();
    }

    static Stream<Arguments> refused() {
        String post = "POST / HTTP/1.1\r\nHost: a\r\n";
        String get = "GET / HTTP/1.1\r\nHost: a\r\n";
        String chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
        return Stream.of(
                Arguments.of(
                        "length and chunked",
                        400,
                        post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of(
                        "chunked and length",
                        400,
                        post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
                Arguments.of("two lengths", 400, post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
                Arguments.of("two equal lengths", 400, post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
                Arguments.of("list of lengths", 400, post + "Content-Length: 5, 5\r\n\r\nhello"),
                Arguments.of("signed length", 400, post + "Content-Length: +5\r\n\r\nhello"),
                Arguments.of("negative length", 400, post + "Content-Length: -5\r\n\r\nhello"),
                Arguments.of("hexadecimal length", 400, post + "Content-Length: 0x5\r\n\r\nhello"),
                Arguments.of("empty length", 400, post + "Content-Length: \r\n\r\nhello"),
                Arguments.of("length beyond 63 bits", 400, post + "Content-Length: 99999999999999999999\r\n\r\n"),
                Arguments.of(
                        "two transfer codings",
                        400,
                        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
                Arguments.of("chunked twice", 501, post + "Transfer-Encoding: chunked, chunked\r\n\r\n"),
                Arguments.of("unknown coding", 501, post + "Transfer-Encoding: xchunked\r\n\r\n"),
                Arguments.of("coding with control character", 400, post + "Transfer-Encoding: \u000bchunked\r\n\r\n"),
                Arguments.of("identity", 501, post + "Transfer-Encoding: identity\r\n\r\n"),
                Arguments.of("chunked in 1.0", 400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("space before colon", 400, post + "Content-Length : 5\r\n\r\nhello"),
                Arguments.of("tab before colon", 400, post + "Transfer-Encoding\t: chunked\r\n\r\n"),
                Arguments.of("folded line", 400, get + "X-A: b\r\n c\r\n\r\n"),
                Arguments.of("first line folded", 400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
                Arguments.of("bare LF", 400, "GET / HTTP/1.1\nHost: a\n\n"),
                Arguments.of("bare LF between fields", 400, get + "X-A: b\nX-C: d\r\n\r\n"),
                Arguments.of("bare CR in a value", 400, get + "X-A: b\rc\r\n\r\n"),
                Arguments.of("NUL in a value", 400, get + "X-A: b\0c\r\n\r\n"),
                Arguments.of("no colon", 400, get + "nonsense\r\n\r\n"),
                Arguments.of("empty field name", 400, get + ": x\r\n\r\n"),
                Arguments.of("bracket in a field name", 400, get + "X[a]: x\r\n\r\n"),
                Arguments.of("no Host", 400, "GET / HTTP/1.1\r\n\r\n"),
                Arguments.of("two Hosts", 400, get + "Host: b\r\n\r\n"),
                Arguments.of("Host with a path", 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
                Arguments.of("Host with a user", 400, "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"),
                Arguments.of("two spaces", 400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("space in the target", 400, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("relative target", 400, "GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("no version", 400, "GET /\r\n\r\n"),
                Arguments.of("lower-case version", 400, "GET / http/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("HTTP/2", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                Arguments.of("CONNECT", 405, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
                Arguments.of("unknown expectation", 417, get + "Expect: miracles\r\n\r\n"),
                Arguments.of("long target", 414, "GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("long header", 431, get + "X-A: " + "a".repeat(40_000) + "\r\n\r\n"),
                Arguments.of("many headers", 431, get + "X-A: a\r\n".repeat(300) + "\r\n"),
                Arguments.of("chunk size not hexadecimal", 400, chunked + "g\r\n"),
                Arguments.of("chunk size signed", 400, chunked + "-1\r\n"),
                Arguments.of("chunk size with 0x", 400, chunked + "0x5\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("chunk size too large", 400, chunked + "fffffffffffffffff\r\n"),
                Arguments.of("space after chunk size", 400, chunked + "5 \r\nhello\r\n0\r\n\r\n"),
                Arguments.of("bare LF after chunk size", 400, chunked + "5\nhello\r\n0\r\n\r\n"),
                Arguments.of("bare LF in an extension", 400, chunked + "5;a\nhello\r\n0\r\n\r\n"),
                Arguments.of("chunk longer than it says", 400, chunked + "5\r\nhello!\r\n0\r\n\r\n"),
                Arguments.of("framing in a trailer", 400, chunked + "0\r\nContent-Length: 5\r\n\r\n"),
                Arguments.of("bad trailer", 400, chunked + "0\r\nnonsense\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void ambiguousRequestIsRefusedAndTheConnectionEnds(String what, int status, String request) throws Exception {
        try (RawClient client = fixture.connect()) {
            client.send(request + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");

            String answer = client.rest();

            assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("Server: davit", "Connection: close");
            assertThat(answer.split("HTTP/1\\.1 ", -1)).as("responses").hasSize(2);
            assertThat(backend.requests).noneMatch(served -> served.line().contains("smuggled"));
        }
    }

    static Stream<Arguments> accepted() {
        String get = "GET / HTTP/1.1\r\nHost: a\r\n";
        return Stream.of(
                Arguments.of("empty lines before the request", "\r\n\r\n" + get + "\r\n"),
                Arguments.of("HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n"),
                Arguments.of("absolute target", "GET http://b/x HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
                Arguments.of("IPv6 Host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"),
                Arguments.of("no space after colon", get + "X-A:b\r\n\r\n"),
                Arguments.of("octets beyond ASCII", get + "X-A: \u00e9\r\n\r\n"),
                Arguments.of("later minor version", "GET / HTTP/1.2\r\nHost: a\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void unusualButClearRequestIsServed(String what, String request) throws Exception {
        try (RawClient client = fixture.connect()) {
            client.send(request);

            assertThat(client.response()).startsWith("HTTP/1.1 200 ").endsWith("served");
        }
    }

    @Test
    void absoluteTargetReplacesHost() throws Exception {
        try (RawClient client = fixture.connect()) {
            client.request("GET http://b:81?q HTTP/1.1", "Host: a");

            client.response();

            Backend.Request request = backend.requests.getLast();
            assertThat(request.line()).isEqualTo("GET /?q HTTP/1.1");
            assertThat(request.field("Host")).isEqualTo("b:81");
        }
    }

    @Test
    void headArrivingByteByByteIsServed() throws Exception {
        try (RawClient client = fixture.connect()) {
            for (char c : "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n\r\n".toCharArray()) {
                client.send(String.valueOf(c));
            }

            assertThat(client.response()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void namingAFramingFieldInConnectionDoesNotRemoveIt() throws Exception {
        try (RawClient client = fixture.connect()) {
            client.request(
                    "GET / HTTP/1.1",
                    "Host: a",
                    "Connection: Host, X-Forwarded-For, X-Request-Id",
                    "X-Request-Id: mine");

            client.response();

            Backend.Request request = backend.requests.getLast();
            assertThat(request.field("Host")).isEqualTo("a");
            assertThat(request.field("X-Forwarded-For")).isEqualTo("127.0.0.1");
            assertThat(request.field("X-Request-Id")).isEqualTo("mine");
        }
    }
}
