package dev.davit.local.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The daemon, found where {@code DOCKER_HOST} says, else at the sockets where Docker and Podman listen. Its client is
 * made when it is first needed. Safe for use by several threads.
 */
final class DockerEngine {
    private static final String DOCKER_SOCKET = "/var/run/docker.sock";
    private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(3);
    private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(5);

    private final Map<String, String> environment;
    private final Object lock = new Object();

    /** Guarded by the lock, as is what follows. */
    private @Nullable DockerClient client;

    private @Nullable Info info;

    private @Nullable CompletableFuture<Info> question;

    DockerEngine(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Why it cannot be used; asks it each time, and waits no longer than a second. */
    Optional<String> whyUnusable() {
        Optional<URI> host = host();
        if (host.isEmpty()) {
            return Optional.of(sockets().stream()
                    .filter(socket -> connect(socket) == Answer.FORBIDDEN)
                    .findFirst()
                    .map(DockerEngine::forbidden)
                    .orElse("no answer at " + String.join(" or ", sockets())));
        }
        try {
            Info answer = ask().get(TIME_TO_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            synchronized (lock) {
                info = answer;
            }
            return "linux".equals(answer.getOsType())
                    ? Optional.empty()
                    : Optional.of("the daemon runs containers of " + answer.getOsType() + ", not of Linux");
        } catch (TimeoutException _) {
            return Optional.of("no answer at " + host.get() + " within " + TIME_TO_ANSWER.toSeconds() + " s");
        } catch (ExecutionException e) {
            URI told = host.get();
            return Optional.of(
                    "unix".equals(told.getScheme()) && connect(told.getPath()) == Answer.FORBIDDEN
                            ? forbidden(told.getPath())
                            : "no answer at " + told + ": " + DockerTask.reason(e));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** Whether something takes connections where the daemon listens, be it slow to answer. */
    boolean isThere() {
        return host().filter(DockerEngine::listens).isPresent();
    }

    /** A daemon that hangs is asked once, however many wait for its answer. */
    private CompletableFuture<Info> ask() {
        synchronized (lock) {
            CompletableFuture<Info> pending = question;
            if (pending != null && !pending.isDone()) {
                return pending;
            }
            var asking = new CompletableFuture<Info>();
            question = asking;
            Thread.ofVirtual().name("davit-docker-info").start(() -> {
                try {
                    asking.complete(client().infoCmd().exec());
                } catch (RuntimeException e) {
                    asking.completeExceptionally(e);
                }
            });
            return asking;
        }
    }

    DockerClient client() {
        synchronized (lock) {
            DockerClient there = client;
            if (there == null) {
                URI host = host().orElseThrow(() -> new IllegalStateException("no Docker daemon"));
                var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                        .withDockerHost(host.toString())
                        .build();
                there = DockerClientImpl.getInstance(
                        config,
                        new ZerodepDockerHttpClient.Builder()
                                .dockerHost(host)
                                .sslConfig(config.getSSLConfig())
                                .connectionTimeout(TIME_TO_CONNECT)
                                .maxConnections(200)
                                .build());
                client = there;
            }
            return there;
        }
    }

    /**
     * Whether the containers' own addresses lead to them from here: the daemon runs as root on this very kernel, and not
     * in a virtual machine or a user's network namespace.
     */
    boolean isReachableByAddress() {
        Info answer;
        synchronized (lock) {
            answer = info;
        }
        if (answer == null) {
            answer = client().infoCmd().exec();
        }
        List<String> security = answer.getSecurityOptions() == null ? List.of() : answer.getSecurityOptions();
        return System.getProperty("os.version").equals(answer.getKernelVersion())
                && !String.valueOf(answer.getOperatingSystem()).contains("Docker Desktop")
                && security.stream().noneMatch(option -> option.contains("rootless"));
    }

    private Optional<URI> host() {
        String told = environment.get("DOCKER_HOST");
        if (told != null && !told.isEmpty()) {
            return Optional.of(URI.create(told));
        }
        return sockets().stream()
                .filter(DockerEngine::listens)
                .findFirst()
                .map(socket -> URI.create("unix://" + socket));
    }

    private List<String> sockets() {
        List<String> sockets = new ArrayList<>(List.of(DOCKER_SOCKET));
        Optional.ofNullable(environment.get("XDG_RUNTIME_DIR"))
                .ifPresent(folder -> sockets.addAll(List.of(folder + "/docker.sock", folder + "/podman/podman.sock")));
        return sockets;
    }

    private static boolean listens(URI host) {
        if ("unix".equals(host.getScheme())) {
            return listens(host.getPath());
        }
        if (host.getHost() == null || host.getPort() < 0) {
            return false;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host.getHost(), host.getPort()), (int) TIME_TO_ANSWER.toMillis());
            return true;
        } catch (SocketTimeoutException _) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean listens(String socket) {
        return connect(socket) == Answer.YES;
    }

    private static String forbidden(String socket) {
        return "permission denied at " + socket
                + (socket.equals(DOCKER_SOCKET) ? ": add yourself to the group docker" : "");
    }

    private static Answer connect(String socket) {
        if (!Files.exists(Path.of(socket))) {
            return Answer.NONE;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return Answer.YES;
        } catch (IOException _) {
            // The exception says it in words alone, and these may be of the user's language.
            return Files.isWritable(Path.of(socket)) ? Answer.NONE : Answer.FORBIDDEN;
        }
    }

    private enum Answer {
        YES,
        NONE,
        FORBIDDEN
    }
}
