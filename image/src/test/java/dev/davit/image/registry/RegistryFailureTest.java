package dev.davit.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.davit.image.ImageReference;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a push says when a registry does not do as it should. */
class RegistryFailureTest {

    @TempDir
    Path directory;

    private HttpServer server;
    private RegistryClient client;
    private String registry;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        registry = "127.0.0.1:" + server.getAddress().getPort();
        client = RegistryClient.builder().sleeper(_ -> {}).build();
    }

    @AfterEach
    void stopServer() {
        client.close();
        server.stop(0);
    }

    @Test
    void refusalNamesTheLogin() throws IOException {
        answerUploads(401, "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication\\u0007 required\"}]}");

        RegistryException failure = push();

        assertThat(failure)
                .hasMessage("Registry " + registry + " refused POST http://" + registry
                        + "/v2/web/blobs/uploads/: 401 UNAUTHORIZED: authentication required. Run `davit login "
                        + registry + "`, and check that the account may write there.");
        assertThat(failure.code()).contains("UNAUTHORIZED");
        assertThat(failure.isTemporary()).isFalse();
    }

    @Test
    void faultOfTheRegistryIsTemporaryAndItsPageIsCut() throws IOException {
        answerUploads(502, "<html>" + "x".repeat(100_000));

        RegistryException failure = push();

        assertThat(failure.isTemporary()).isTrue();
        assertThat(failure.getMessage())
                .hasSizeLessThan(600)
                .contains("502: xxx")
                .contains("try again later");
    }

    @Test
    void pageOfAProxyIsShownByItsTitle() throws IOException {
        answerUploads(413, "<html>\r\n<head><title>413 Too Large</title></head>\r\n<body>nginx</body></html>");

        assertThat(push().problem()).endsWith("/uploads/: 413: 413 Too Large.");
    }

    @Test
    void plainHttpToWhatMayWantTlsIsExplained() throws IOException {
        answerUploads(400, "");

        assertThat(push().nextStep()).startsWith("It was spoken to in plain HTTP. If it speaks TLS:");
    }

    @Test
    void uploadAddressKeepsItsQueryAndMessagesDoNotShowIt() throws IOException {
        server.createContext("/v2/", exchange -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere?signature=secret");
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("POST") ? 202 : 404, -1);
            exchange.close();
        });
        server.createContext("/elsewhere", exchange -> {
            exchange.getRequestBody().readAllBytes();
            String query = exchange.getRequestURI().getQuery();
            boolean right = query.startsWith("signature=secret&digest=sha256:");
            exchange.sendResponseHeaders(right ? 507 : 200, -1);
            exchange.close();
        });

        RegistryException failure = push();

        assertThat(failure.status()).hasValue(507);
        assertThat(failure.method()).isEqualTo("PUT");
        assertThat(failure.url()).isEqualTo("http://" + registry + "/elsewhere");
        assertThat(failure).hasMessageNotContaining("secret");
    }

    @Test
    void uploadWithoutAPlaceIsNamed() throws IOException {
        answerUploads(202, "");

        assertThat(push()).hasMessageContaining("named no place to upload to");
    }

    @Test
    void registryThatIsDownIsNamed() throws IOException {
        server.stop(0);

        RegistryException failure = push();

        assertThat(failure).hasMessageStartingWith("Cannot reach registry " + registry + " (HEAD http://");
        assertThat(failure.isTemporary()).isTrue();
        assertThat(failure.status()).isEmpty();
    }

    @Test
    void plainHttpIsForTheLoopbackAndForNamedRegistriesAlone() {
        Set<String> named = Set.of("registry.test:5000");

        assertThat(scheme("localhost:5000/web", named)).isEqualTo("http");
        assertThat(scheme("127.8.9.1/web", named)).isEqualTo("http");
        assertThat(scheme("[::1]:5000/web", named)).isEqualTo("http");
        assertThat(scheme("registry.test:5000/web", named)).isEqualTo("http");
        assertThat(scheme("registry.test:5001/web", named)).isEqualTo("https");
        assertThat(scheme("127.0.0.1.example.com/web", named)).isEqualTo("https");
        assertThat(scheme("localhost.example.com/web", named)).isEqualTo("https");
        ImageReference nginx = ImageReference.parse("nginx");
        assertThat(RegistryAddress.of(nginx.registry(), named).repository(nginx))
                .hasToString("https://registry-1.docker.io/v2/library/nginx/");
    }

    private static String scheme(String reference, Set<String> insecure) {
        return RegistryAddress.of(ImageReference.parse(reference).registry(), insecure)
                .root()
                .getScheme();
    }

    private void answerUploads(int status, String body) {
        server.createContext("/v2/web/", exchange -> {
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                byte[] bytes = body.getBytes(UTF_8);
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        });
    }

    private RegistryException push() throws IOException {
        var image = Samples.image(directory, 1);
        return assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> client.push(image, ImageReference.parse(registry + "/web:1"), PushListener.SILENT))
                .actual();
    }
}
