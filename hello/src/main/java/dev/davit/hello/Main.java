package dev.davit.hello;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.time.Duration;

/** A web application that says hello, on {@code $PORT} or else on 5000. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        String host = System.getenv().getOrDefault("HOST", "0.0.0.0");
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "5000"));
        server(host, port).routing(Main::routes).build().start();
    }

    /** A server that finishes the requests in flight when the process is told to end. */
    static WebServerConfig.Builder server(String host, int port) {
        return WebServer.builder().host(host).port(port).shutdownGracePeriod(Duration.ofSeconds(20));
    }

    static void routes(HttpRouting.Builder routing) {
        routing.get("/", (_, response) -> response.send("Hello World"));
    }
}
