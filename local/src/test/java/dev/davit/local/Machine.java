package dev.davit.local;

import dev.davit.app.App;
import dev.davit.app.AppName;
import dev.davit.app.Base;
import dev.davit.app.Deployed;
import dev.davit.app.DeploymentPolicy;
import dev.davit.app.HealthCheck;
import dev.davit.app.Http;
import dev.davit.app.ImageSpec;
import dev.davit.app.Progress;
import dev.davit.app.Resources;
import dev.davit.app.ServiceStatus;
import dev.davit.image.Digest;
import dev.davit.image.store.ImageStore;
import dev.davit.local.control.AgentFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A state folder with everything a test needs around it; whatever runs at the end is ended. */
public final class Machine implements AutoCloseable {
    final LocalFolders folders;
    final LocalPlatform platform;
    final ImageStore store;
    final String runtime;
    final HttpClient http = HttpClient.newHttpClient();

    Machine(Path folder, String runtime) {
        try {
            this.folders = new LocalFolders(folder.resolve("state"), folder.resolve("run"), folder.resolve("images"));
            this.store = ImageStore.open(folders.images());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.runtime = runtime;
        this.platform = LocalPlatform.open(folders, command());
    }

    AgentCommand command() {
        return new AgentCommand(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        TestAgent.class.getName(),
                        folders.state().toString(),
                        folders.runtime().toString(),
                        folders.images().toString()),
                TestAgent.VERSION);
    }

    /** An app with checks so quick that tests need not wait for them. */
    public static App app(String name, int port, int count) {
        HealthCheck check = new HealthCheck(
                "/",
                new HealthCheck.SuccessCodes(200, 399),
                Duration.ofMillis(500),
                Duration.ofMillis(500),
                2,
                2,
                Duration.ofSeconds(2));
        return new App(
                new AppName(name),
                new ImageSpec(
                        Path.of("/src"),
                        Optional.empty(),
                        port,
                        ImageSpec.ofSource(Path.of("/src")).java(),
                        Base.SCRATCH),
                new Http(check, Http.Algorithm.ROUND_ROBIN, Duration.ofSeconds(5)),
                Resources.DEFAULTS,
                count,
                Map.of(),
                DeploymentPolicy.DEFAULTS);
    }

    public static App withVariable(App app, String name, String value) {
        return new App(
                app.name(),
                app.image(),
                app.http(),
                app.resources(),
                app.count(),
                Map.of(name, value),
                app.deployment());
    }

    public static App withPolicy(App app, int minimumHealthy, int maximum) {
        return new App(
                app.name(),
                app.image(),
                app.http(),
                app.resources(),
                app.count(),
                app.variables(),
                new DeploymentPolicy(minimumHealthy, maximum));
    }

    public static App withSource(App app, Path source) {
        ImageSpec image = new ImageSpec(
                source,
                app.image().repository(),
                app.image().port(),
                app.image().java(),
                app.image().base());
        return new App(app.name(), image, app.http(), app.resources(), app.count(), app.variables(), app.deployment());
    }

    public static App withCheckPath(App app, String path) {
        HealthCheck check = app.http().healthCheck();
        return withCheck(app, path, check.gracePeriod());
    }

    public static App withGrace(App app, int seconds) {
        return withCheck(app, app.http().healthCheck().path(), Duration.ofSeconds(seconds));
    }

    private static App withCheck(App app, String path, Duration grace) {
        HealthCheck check = app.http().healthCheck();
        HealthCheck changed = new HealthCheck(
                path,
                check.successCodes(),
                check.interval(),
                check.timeout(),
                check.healthyThreshold(),
                check.unhealthyThreshold(),
                grace);
        Http http = new Http(changed, app.http().algorithm(), app.http().deregistrationDelay());
        return new App(app.name(), app.image(), http, app.resources(), app.count(), app.variables(), app.deployment());
    }

    Deployed deploy(App app, Digest image) {
        return deploy(app, image, Progress.NONE);
    }

    Deployed deploy(App app, Digest image, Progress progress) {
        return platform.deploy(
                app, image, Optional.empty(), new LocalOptions(Optional.empty(), Optional.of(runtime)), progress);
    }

    ServiceStatus service(String name) {
        return platform.services().stream()
                .filter(service -> service.service().value().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no service " + name));
    }

    /** The body of an answer with status 200. */
    String get(URI url) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(5)).build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError(url + " answered " + response.statusCode() + ": " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Optional<ProcessHandle> agent() {
        return AgentFactsFile.read(folders)
                .map(AgentFacts::pid)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive);
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        for (ServiceStatus service : platform.services()) {
            platform.remove(service.service(), Progress.NONE);
        }
        agent().ifPresent(agent -> {
            agent.destroy();
            agent.onExit().join();
        });
        http.close();
    }
}
