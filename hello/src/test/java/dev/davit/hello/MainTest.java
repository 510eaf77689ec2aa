package dev.davit.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MainTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void saysHelloWorldAsPlainText() throws Exception {
        WebServer server =
                Main.server("127.0.0.1", 0).routing(Main::routes).build().start();
        try {
            HttpResponse<String> response = client.send(request(server, "/"), BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("Hello World");
            assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/plain");
        } finally {
            server.stop();
        }
    }

    @Test
    void finishesTheRequestInFlightWhenItIsStopped() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        WebServer server = Main.server("127.0.0.1", 0)
                .routing(routing -> routing.get("/slow", (_, response) -> {
                    arrived.countDown();
                    released.await(10, TimeUnit.SECONDS);
                    response.send("finished");
                }))
                .build()
                .start();
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request(server, "/slow"), BodyHandlers.ofString());
        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::stop);
        while (accepts(server.port())) {
            Thread.onSpinWait();
        }
        released.countDown();

        assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("finished");
        stopped.get(10, TimeUnit.SECONDS);
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    private static HttpRequest request(WebServer server, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .build();
    }
}
