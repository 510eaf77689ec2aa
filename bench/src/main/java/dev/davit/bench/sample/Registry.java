package dev.davit.bench.sample;

import dev.davit.bench.process.CleanUp;
import dev.davit.bench.process.Folders;
import dev.davit.bench.process.Program;
import dev.davit.bench.process.ProgramException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Debian's {@code docker-registry} on a free port of the loopback, with its storage in a folder. */
public final class Registry {
    private static final String MANIFESTS =
            "application/vnd.oci.image.manifest.v1+json," + "application/vnd.docker.distribution.manifest.v2+json";

    private final Path folder;
    private final int port;
    private @Nullable Process process;

    private Registry(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts an empty one. */
    public static Registry start(Path folder, CleanUp cleanUp) throws IOException {
        Folders.delete(folder);
        Files.createDirectories(folder.resolve("data"));
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Registry registry = new Registry(folder, port);
        cleanUp.add(registry::stop);
        registry.start();
        return registry;
    }

    /** Keeps what it holds now as what {@link #reset} goes back to. */
    public void seed() throws IOException {
        Program.of(folder, "cp", "-a", "data", "seed").run();
    }

    /** Goes back to the seed. */
    public void reset() throws IOException {
        stop();
        Folders.delete(folder.resolve("data"));
        Program.of(folder, "cp", "-a", "seed", "data").run();
        start();
    }

    /** Such as {@code 127.0.0.1:5000}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** The sizes of an image's layers as they are sent, lowest first. */
    public long[] layerSizes(String repository, String tag) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + address() + "/v2/" + repository + "/manifests/" + tag))
                .header("Accept", MANIFESTS)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            JsonNode manifest = new JsonMapper()
                    .readTree(client.send(request, BodyHandlers.ofString()).body());
            return manifest.path("layers")
                    .valueStream()
                    .mapToLong(layer -> layer.path("size").asLong())
                    .toArray();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void start() throws IOException {
        Path config = folder.resolve("registry.yml");
        Files.writeString(config, """
                version: 0.1
                log: {level: error, accesslog: {disabled: true}}
                storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
                http: {addr: %s}
                """.formatted(folder.resolve("data"), address()));
        Process started = Program.of(folder, "docker-registry", "serve", config.toString())
                .start(folder.resolve("registry.log"));
        process = started;
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (Instant.now().isBefore(end) && started.isAlive()) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(10_000_000);
            }
        }
        throw new ProgramException("docker-registry does not answer, see " + folder.resolve("registry.log"));
    }

    private void stop() throws IOException {
        Process running = process;
        if (running != null) {
            running.destroy();
            try {
                if (!running.waitFor(5, TimeUnit.SECONDS)) {
                    running.destroyForcibly();
                }
            } catch (InterruptedException e) {
                running.destroyForcibly();
                Thread.currentThread().interrupt();
            }
            process = null;
        }
    }
}
