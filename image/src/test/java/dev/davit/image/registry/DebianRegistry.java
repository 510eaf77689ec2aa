package dev.davit.image.registry;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The real registry, the reference implementation that Debian packages as docker-registry, on a free port. */
final class DebianRegistry implements AutoCloseable {

    private final Process process;
    private final int port;

    private DebianRegistry(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The user and the password of a registry that wants one. */
    static final Credential.Password USER = new Credential.Password("davit", "open sesame: \u00e9");

    private static final String HTPASSWD = "davit:$2y$04$abcdefghijklmnopqrstuud0JOCqlFFyKFq8tpdUoLRDNntg8R5CO\n";

    static DebianRegistry start(Path directory) throws IOException {
        return start(directory, "");
    }

    /** A registry that answers {@link #USER} alone. */
    static DebianRegistry startWithPassword(Path directory) throws IOException {
        Path passwords = Files.writeString(directory.resolve("htpasswd"), HTPASSWD);
        return start(directory, "auth: {htpasswd: {realm: davit, path: " + passwords + "}}\n");
    }

    private static DebianRegistry start(Path directory, String more) throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path config = directory.resolve("registry.yml");
        Files.writeString(
                config,
                "version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: " + directory.resolve("data")
                        + "}}\nhttp: {addr: 127.0.0.1:" + port + "}\n" + more);
        Process process;
        try {
            process = new ProcessBuilder("docker-registry", "serve", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("registry.log").toFile())
                    .start();
        } catch (IOException e) {
            return abort("docker-registry is not installed: " + e.getMessage());
        }
        var registry = new DebianRegistry(process, port);
        registry.awaitAnswer();
        return registry;
    }

    String name() {
        return "127.0.0.1:" + port;
    }

    private void awaitAnswer() throws IOException {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (Instant.now().isBefore(end) && process.isAlive()) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(20_000_000);
            }
        }
        close();
        throw new IOException("docker-registry did not answer on port " + port);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
