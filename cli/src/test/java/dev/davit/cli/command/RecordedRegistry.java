package dev.davit.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.davit.image.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** Debian's {@code docker-registry} behind a server that writes down each request, and can refuse artifacts. */
final class RecordedRegistry implements AutoCloseable {
    private static final List<String> ASKED = List.of("Accept", "Content-Type", "Content-Range", "Range");
    private static final List<String> ANSWERED =
            List.of("Content-Type", "Docker-Content-Digest", "Docker-Upload-UUID", "Location", "Range");

    private final Process process;
    private final Path data;
    private final String behind;
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private volatile boolean refusing;

    private RecordedRegistry(Process process, Path data, String behind) throws IOException {
        this.process = process;
        this.data = data;
        this.behind = behind;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    static RecordedRegistry start(Path folder) throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path config = Files.createDirectories(folder).resolve("registry.yml");
        Files.writeString(
                config,
                "version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: " + folder.resolve("data")
                        + "}}\nhttp: {addr: 127.0.0.1:" + port + ", relativeurls: true}\n");
        Process process;
        try {
            process = new ProcessBuilder("docker-registry", "serve", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("registry.log").toFile())
                    .start();
        } catch (IOException e) {
            return abort("docker-registry is not installed: " + e.getMessage());
        }
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!answers(port)) {
            if (!process.isAlive() || Instant.now().isAfter(end)) {
                process.destroy();
                throw new IOException("docker-registry did not answer on port " + port);
            }
            LockSupport.parkNanos(20_000_000);
        }
        return new RecordedRegistry(process, folder.resolve("data"), "http://127.0.0.1:" + port);
    }

    String name() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** The requests since the last time, such as {@code HEAD /v2/team/web/manifests/1}, in the order they came. */
    List<String> requests() {
        List<String> all = List.copyOf(requests);
        requests.clear();
        return all;
    }

    /** Where it keeps this content, if it has it. */
    Path blob(Digest digest) {
        return data.resolve("docker/registry/v2/blobs/" + digest.algorithm())
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex())
                .resolve("data");
    }

    /** From now on it takes images and nothing else. */
    void refuseArtifacts() {
        refusing = true;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.close();
        process.destroy();
        process.onExit().join();
    }

    private static boolean answers(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            URI uri = exchange.getRequestURI();
            requests.add(method + " " + uri.getPath());
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (refusing && method.equals("PUT") && new String(body, UTF_8).contains("\"subject\"")) {
                byte[] problem = "{\"errors\":[{\"code\":\"MANIFEST_INVALID\",\"message\":\"no artifacts here\"}]}"
                        .getBytes(UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(400, problem.length);
                exchange.getResponseBody().write(problem);
                return;
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(behind + uri))
                    .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
            for (String name : ASKED) {
                exchange.getRequestHeaders()
                        .getOrDefault(name, List.of())
                        .forEach(value -> request.header(name, value));
            }
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            for (String name : ANSWERED) {
                answer.headers()
                        .allValues(name)
                        .forEach(value -> exchange.getResponseHeaders().add(name, value));
            }
            if (method.equals("HEAD")) {
                answer.headers()
                        .firstValue("Content-Length")
                        .ifPresent(size -> exchange.getResponseHeaders().set("Content-Length", size));
            }
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
