package dev.davit.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageReference;
import dev.davit.image.MediaTypes;
import dev.davit.image.Platform;
import dev.davit.image.registry.Credential;
import dev.davit.image.registry.PushListener;
import dev.davit.image.registry.RegistryClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a small registry that knows bob, and keeps what it gets in memory. */
class RegistryCommandsTest {
    private static final String BOB = "Basic " + Base64.getEncoder().encodeToString("bob:s3cret".getBytes(UTF_8));

    @TempDir
    private Path home;

    private final Map<String, byte[]> content = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private String registry;
    private Commands davit;
    private Path config;

    @BeforeEach
    void aRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // A copy inside one registry reads and writes at the same time.
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        registry = "127.0.0.1:" + server.getAddress().getPort();
        davit = new Commands(home);
        config = home.resolve(".docker/config.json");
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void loginIsCheckedAndKeptAndLogoutForgetsIt() throws IOException {
        var login = davit.runWith("s3cret\n", "login", "-u", "bob", "--password-stdin", registry)
                .succeeded();

        assertThat(login.out()).contains("Login succeeded: bob at " + registry);
        assertThat(login.err()).contains("unencrypted in " + config).doesNotContain("s3cret");
        assertThat(config).content().contains(registry);
        assertThat(davit.run("logout", registry).succeeded().out()).contains("Logged out of " + registry);
        assertThat(davit.run("logout", registry).succeeded().out()).contains("Not logged in to " + registry);
        assertThat(config).content().doesNotContain(registry);
    }

    @Test
    void wrongPasswordIsNotKept() {
        var login = davit.runWith("guess", "login", "-u", "bob", "--password-stdin", registry)
                .failedWith(4);

        assertThat(login.err())
                .contains("did not accept the password of bob")
                .contains("fix: ")
                .doesNotContain("guess");
        assertThat(config).doesNotExist();
    }

    @Test
    void loginWithoutATerminalSaysHowToGiveThePassword() {
        assertThat(davit.run("login", "-u", "bob", registry).failedWith(2).err())
                .contains("--password-stdin");
        assertThat(davit.runWith("x", "login", "--password-stdin", registry)
                        .failedWith(2)
                        .err())
                .contains("needs the name of an account");
        assertThat(davit.runWith("x", "login", "-u", "bob", "--password-stdin", "bob@host")
                        .failedWith(2)
                        .err())
                .contains("Not a registry: 'bob@host'");
    }

    @Test
    void copyPrintsTheDigestReferenceAndUsesCredentialsOfTheEnvironmentForTheTarget() throws IOException {
        Image image = pushed("team/web:1");

        var copy = davit.with("DAVIT_REGISTRY_USER", "bob")
                .with("DAVIT_REGISTRY_PASSWORD", "s3cret")
                .run("image", "copy", registry + "/team/web:1", registry + "/prod/web")
                .succeeded();

        assertThat(copy.out().strip()).isEqualTo(registry + "/prod/web@" + image.digest());
        assertThat(content).containsKeys("prod/web/manifests/1");
        assertThat(davit.run(
                                "image",
                                "copy",
                                "--output",
                                "json",
                                "--platform",
                                "linux/amd64",
                                registry + "/team/web:1",
                                registry + "/prod/web:2")
                        .succeeded()
                        .json()
                        .get("digest")
                        .asString())
                .isEqualTo(image.digest().toString());
    }

    @Test
    void copyWithoutCredentialsSaysToLogIn() throws IOException {
        pushed("team/web:1");

        assertThat(davit.run("image", "copy", registry + "/team/web:1", registry + "/prod/web")
                        .failedWith(4)
                        .err())
                .contains("401")
                .contains("davit login " + registry);
    }

    @Test
    void settingsThatCannotBeUsedAreNamed() throws IOException {
        assertThat(davit.run("image", "copy", "--registry-ca", "nowhere.pem", registry + "/a", registry + "/b")
                        .failedWith(2)
                        .err())
                .contains("nowhere.pem")
                .contains("DAVIT_REGISTRY_CA");
        assertThat(davit.with("DAVIT_INSECURE_REGISTRY", "one.example.com,not a host")
                        .run("image", "copy", registry + "/a", registry + "/b")
                        .failedWith(2)
                        .err())
                .contains("Not a registry: 'not a host'");
        assertThat(Files.exists(config)).isFalse();
    }

    private Image pushed(String name) throws IOException {
        Image image = davit.store().put(davit.image(Platform.of("linux", "amd64"), "one"));
        try (var client = RegistryClient.builder()
                .credentials(_ -> Optional.of(new Credential.Password("bob", "s3cret")))
                .build()) {
            client.push(image, ImageReference.parse(registry + "/" + name), PushListener.SILENT);
        }
        return image;
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
                    exchange.getResponseHeaders().set("Location", "/v2/upload/" + path);
                    exchange.sendResponseHeaders(202, -1);
                }
                case "PUT" -> {
                    String query = exchange.getRequestURI().getQuery();
                    content.put(
                            query == null ? path : path.replaceFirst("upload/(.*)uploads/", "$1") + query.substring(7),
                            body);
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
