package dev.davit.cli.training;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.davit.image.Digest;
import dev.davit.image.MediaTypes;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A registry on the loopback that takes everything and keeps manifests alone, to be pushed to while training. */
final class TrainingRegistry implements Closeable {
    private static final String UPLOADS = "/blobs/uploads/";

    private final HttpServer server;
    private final Map<String, String> digests = new ConcurrentHashMap<>();
    private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();

    TrainingRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** A repository to push to. */
    String repository() {
        return "127.0.0.1:" + server.getAddress().getPort() + "/greeter";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            String uploads = path.substring(0, Math.max(0, path.indexOf(UPLOADS))) + UPLOADS;
            switch (exchange.getRequestMethod()) {
                case "POST" -> {
                    exchange.getResponseHeaders().set("Location", uploads + "1");
                    exchange.sendResponseHeaders(202, -1);
                }
                case "PATCH" -> {
                    exchange.getResponseHeaders().set("Location", uploads + "1");
                    exchange.getResponseHeaders().set("Range", "0-" + (body.length - 1));
                    exchange.sendResponseHeaders(202, -1);
                }
                case "PUT" -> {
                    String digest = Optional.ofNullable(exchange.getRequestURI().getQuery())
                            .filter(query -> query.contains("digest="))
                            .map(query -> query.replaceFirst(".*digest=", ""))
                            .orElseGet(() -> Digest.sha256(body).toString());
                    if (path.contains("/manifests/")) {
                        manifests.put(digest, body);
                    }
                    digests.put(path.contains(UPLOADS) ? path.replaceFirst("/uploads/.*", "/") + digest : path, digest);
                    exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
                    exchange.getResponseHeaders().set("Location", path);
                    exchange.sendResponseHeaders(201, -1);
                }
                default -> {
                    String digest = digests.get(path);
                    if (digest != null) {
                        exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
                    }
                    byte[] manifest = digest == null ? null : manifests.get(digest);
                    if (manifest != null) {
                        exchange.getResponseHeaders().set("Content-Type", MediaTypes.OCI_MANIFEST);
                    }
                    if (manifest != null && exchange.getRequestMethod().equals("GET")) {
                        exchange.sendResponseHeaders(200, manifest.length);
                        exchange.getResponseBody().write(manifest);
                    } else {
                        if (manifest != null) {
                            exchange.getResponseHeaders().set("Content-Length", String.valueOf(manifest.length));
                        }
                        exchange.sendResponseHeaders(digest != null || path.equals("/v2/") ? 200 : 404, -1);
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
