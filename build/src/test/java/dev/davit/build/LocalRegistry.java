package dev.davit.build;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The reference implementation, which Debian packages as docker-registry, on a free port. */
final class LocalRegistry implements AutoCloseable {
    private final Process process;
    private final int port;

    private LocalRegistry(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static LocalRegistry start(Path folder) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path config = Files.createDirectories(folder).resolve("registry.yml");
        Files.writeString(
                config,
                "version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: " + folder.resolve("data")
                        + "}}\nhttp: {addr: 127.0.0.1:" + port + "}\n");
        Process process;
        try {
            process = new ProcessBuilder("docker-registry", "serve", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("registry.log").toFile())
                    .start();
        } catch (IOException e) {
            return abort("docker-registry is not installed: " + e.getMessage());
        }
        LocalRegistry registry = new LocalRegistry(process, port);
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!registry.answers()) {
            if (!process.isAlive() || Instant.now().isAfter(end)) {
                registry.close();
                throw new IOException("docker-registry did not answer on port " + port);
            }
            LockSupport.parkNanos(20_000_000);
        }
        return registry;
    }

    String name() {
        return "127.0.0.1:" + port;
    }

    private boolean answers() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Nothing answers there once this returns. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
