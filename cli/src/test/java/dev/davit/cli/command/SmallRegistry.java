package dev.davit.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.davit.image.Digest;
import dev.davit.image.MediaTypes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry that knows bob alone, whose password is s3cret, and keeps what it gets in memory. */
final class SmallRegistry implements AutoCloseable {
    private static final String BOB = "Basic " + Base64.getEncoder().encodeToString("bob:s3cret".getBytes(UTF_8));

    /** Blobs and manifests by their path, such as {@code team/web/manifests/1}. */
    final Map<String, byte[]> content = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger uploads = new AtomicInteger();
    private final HttpServer server;

    SmallRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // A copy inside one registry reads and writes at the same time.
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String name() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (!BOB.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"test\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            String path = exchange.getRequestURI().getPath().replaceFirst("^/v2/", "");
            switch (exchange.getRequestMethod()) {
                case "POST" -> {
                    exchange.getResponseHeaders()
                            .set("Location", "/v2/upload/" + uploads.incrementAndGet() + "/" + path);
                    exchange.sendResponseHeaders(202, -1);
                }
                case "PATCH" -> {
                    int size = content.merge(path, body, SmallRegistry::joined).length;
                    exchange.getResponseHeaders().set("Location", "/v2/" + path);
                    exchange.getResponseHeaders().set("Range", "0-" + (size - 1));
                    exchange.sendResponseHeaders(202, -1);
                }
                case "PUT" -> {
                    String query = exchange.getRequestURI().getQuery();
                    if (query == null) {
                        content.put(path, body);
                    } else {
                        byte[] sent = content.remove(path);
                        String digest = query.replaceFirst(".*digest=", "");
                        content.put(
                                path.replaceFirst("upload/[0-9]+/(.*)uploads/", "$1") + digest,
                                sent == null ? body : joined(sent, body));
                    }
                    exchange.sendResponseHeaders(201, -1);
                }
                default -> {
                    byte[] found = path.isEmpty() ? new byte[0] : content.get(path);
                    if (found == null) {
                        exchange.sendResponseHeaders(404, -1);
                    } else {
                        respond(exchange, path, found);
                    }
                }
            }
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static void respond(HttpExchange exchange, String path, byte[] found) throws IOException {
        if (path.contains("/manifests/")) {
            exchange.getResponseHeaders().set("Content-Type", MediaTypes.OCI_MANIFEST);
            exchange.getResponseHeaders()
                    .set("Docker-Content-Digest", Digest.sha256(found).toString());
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(found.length));
        }
        exchange.sendResponseHeaders(200, head ? -1 : found.length == 0 ? -1 : found.length);
        if (!head) {
            exchange.getResponseBody().write(found);
        }
    }
}
