package dev.davit.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.davit.image.Image;
import dev.davit.image.ImageReference;
import dev.davit.image.Platform;
import dev.davit.image.registry.Credential.Password;
import dev.davit.image.registry.ScriptedServer.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry with a certificate of its own authority, which is found through a proxy. */
class SecureRegistryTest {

    private static final Platform AMD64 = Platform.of("linux", "amd64");
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Password USER = new Password("davit", "secret");
    private static final String PROXY_USER =
            "Basic " + Base64.getEncoder().encodeToString("us er:p@ss".getBytes(UTF_8));

    @TempDir
    static Path directory;

    private static Path certificate;
    private static SSLContext identity;

    private final MemoryRegistry memory = new MemoryRegistry();
    private final ImageReference reference = ImageReference.parse("registry.test/web:1");
    private ScriptedServer server;
    private TunnelProxy proxy;
    private Image image;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = directory.resolve("keys");
        keytool(
                "-genkeypair",
                "-alias",
                "registry",
                "-keyalg",
                "EC",
                "-dname",
                "CN=davit test",
                "-ext",
                "san=dns:registry.test",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD),
                "-storetype",
                "PKCS12");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        certificate = Files.writeString(
                directory.resolve("ca.pem"),
                "# our own\n-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getCertificate("registry").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        identity = SSLContext.getInstance("TLS");
        identity.init(managers.getKeyManagers(), null, null);
    }

    @BeforeEach
    void start() throws IOException {
        server = ScriptedServer.start(memory, identity.getServerSocketFactory());
        proxy = new TunnelProxy(server.port(), "");
        image = Samples.image(directory, 1, 1000, "linux/amd64");
        memory.put(image, "1");
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void ownAuthorityIsTrustedThroughTheProxy() throws IOException {
        memory.fault(asked -> asked.header("authorization").equals(USER.basic())
                ? Optional.empty()
                : Optional.of(Reply.of(401).with("WWW-Authenticate", "Basic realm=\"davit\"")));
        try (var client = builder()
                .certificates(certificate)
                .credentials(_ -> Optional.of(USER))
                .build()) {
            assertThat(client.image(reference, AMD64)).isEqualTo(image);
            client.push(image, reference.withTag("2"), PushListener.SILENT);
        }

        assertThat(memory.manifests).containsKey("2");
        assertThat(proxy.heads())
                .isNotEmpty()
                .allMatch(head -> head.startsWith("CONNECT registry.test:443 HTTP/1.1\r\n"))
                .noneMatch(head -> head.contains("\r\nAuthorization:"));
    }

    @Test
    void passwordForTheProxyIsShownToTheProxyAlone() throws Exception {
        // Java looks only once whether it may send such a password, so this wants a process of its own.
        try (var closed = new TunnelProxy(server.port(), PROXY_USER)) {
            var command = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    HeadMain.class.getName(),
                    reference.toString(),
                    certificate.toString());
            command.environment().put("HTTPS_PROXY", "http://us%20er:p%40ss@127.0.0.1:" + closed.port());
            Process process = command.redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);

            assertThat(process.waitFor()).as(output).isZero();
            assertThat(output).contains(image.digest().toString());
            assertThat(closed.heads()).isNotEmpty().allMatch(head -> head.contains(PROXY_USER));
            assertThat(server.asked()).noneMatch(asked -> asked.headers().containsKey("proxy-authorization"));
        }
    }

    @Test
    void proxyThatRefusesIsNamedWithoutItsPassword() throws IOException {
        try (var closed = new TunnelProxy(server.port(), PROXY_USER);
                var client = RegistryClient.builder()
                        .environment(Map.of("https_proxy", "http://us%20er:wr0ng@127.0.0.1:" + closed.port()))
                        .build()) {
            assertThat(ScriptedTest.refusal(() -> client.head(reference)))
                    .hasMessageContaining("407. That was the proxy, not the registry")
                    .hasMessageNotContaining("wr0ng");
        }
    }

    @Test
    void authorityOfOneRegistryIsFoundInItsFolder() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("certs.d/registry.test"));
        Files.copy(certificate, folder.resolve("ca.crt"));
        try (var client =
                builder().certificateFolders(directory.resolve("certs.d")).build()) {
            assertThat(client.head(reference)).isPresent();
        }
        try (var client = builder().certificateFolders(folder).build()) {
            assertThat(ScriptedTest.refusal(() -> client.head(reference)))
                    .hasMessageContaining("its certificate is not trusted")
                    .hasMessageEndingWith("give that certificate with `--registry-ca FILE`.")
                    .satisfies(e -> assertThat(e.isTemporary()).isFalse());
        }
    }

    @Test
    void certificateOfAnotherNameIsNotBelieved() throws IOException {
        try (var client = builder().certificates(certificate).build()) {
            assertThat(ScriptedTest.refusal(() -> client.head(ImageReference.parse("other.test/web:1"))))
                    .hasMessageContaining("its certificate is not trusted");
        }
    }

    @Test
    void redirectToPlainHttpIsRefusedUnlessNamed() throws IOException {
        try (var plain = ScriptedServer.start(_ -> Reply.of(200).body("no manifest"));
                var client = builder().certificates(certificate).build();
                var lenient = builder()
                        .certificates(certificate)
                        .insecure(Set.of(plain.name()))
                        .build()) {
            memory.fault(asked -> Optional.of(Reply.of(307).with("Location", plain.url("/"))));

            assertThat(ScriptedTest.refusal(() -> client.image(reference, AMD64)))
                    .hasMessageContaining("to plain HTTP at 127.0.0.1");
            assertThat(plain.asked()).isEmpty();
            assertThat(ScriptedTest.refusal(() -> lenient.image(reference, Platform.current())))
                    .hasMessageContaining("with no manifest");
            assertThat(plain.asked()).hasSize(1);
        }
    }

    @Test
    void realmInPlainHttpIsRefusedEvenOnThisMachine() throws IOException {
        try (var tokens = ScriptedServer.start(_ -> Reply.of(200).body("{\"token\":\"t\"}"));
                var client = builder()
                        .certificates(certificate)
                        .credentials(_ -> Optional.of(USER))
                        .build()) {
            memory.fault(asked -> Optional.of(
                    Reply.of(401).with("WWW-Authenticate", "Bearer realm=\"" + tokens.url("/token") + "\"")));

            assertThat(ScriptedTest.refusal(() -> client.head(reference)))
                    .hasMessageContaining("no address that credentials may be sent to");
            assertThat(tokens.asked()).isEmpty();
        }
    }

    @Test
    void uploadPlaceInPlainHttpIsRefused() throws IOException {
        try (var client = builder().certificates(certificate).build()) {
            memory.fault(asked -> asked.method().equals("POST")
                    ? Optional.of(Reply.of(202).with("Location", "http://registry.test/upload"))
                    : Optional.empty());

            Image other = Samples.image(directory, 3, 1000, "linux/amd64");
            assertThat(ScriptedTest.refusal(() -> client.push(other, reference, PushListener.SILENT)))
                    .hasMessageContaining("X-Forwarded-Proto");
        }
    }

    @Test
    void registryWithoutTlsIsNamed() throws IOException {
        try (var plain = ScriptedServer.start(memory, ServerSocketFactory.getDefault());
                var tunnel = new TunnelProxy(plain.port(), "");
                var client = RegistryClient.builder()
                        .environment(Map.of("HTTPS_PROXY", "127.0.0.1:" + tunnel.port()))
                        .sleeper(_ -> {})
                        .build()) {
            assertThat(ScriptedTest.refusal(() -> client.head(reference)))
                    .hasMessageContaining("it does not speak TLS")
                    .hasMessageContaining("name registry.test as an insecure registry");
        }
    }

    @Test
    void insecureRegistryIsAskedThroughItsOwnProxy() throws IOException {
        try (var plain = ScriptedServer.start(memory, ServerSocketFactory.getDefault());
                var client = RegistryClient.builder()
                        .insecure(Set.of("registry.test"))
                        .environment(Map.of("HTTP_PROXY", "http://a:b@" + plain.name()))
                        .build()) {
            assertThat(client.head(reference)).isPresent();

            assertThat(plain.asked().getFirst().target()).isEqualTo("http://registry.test/v2/web/manifests/1");
            assertThat(plain.asked().getFirst().header("proxy-authorization")).startsWith("Basic ");
        }
    }

    @Test
    void variablesChooseTheProxy() {
        Proxies proxies = Proxies.of(Map.of(
                "HTTPS_PROXY", "http://proxy.test:3128",
                "https_proxy", "http://ignored.test",
                "NO_PROXY", "internal.test, .corp.test,10.0.0.0/8,[::1],host.test:5000,*.wild.test"));

        assertThat(chosen(proxies, "https://registry.test/v2/")).contains("proxy.test");
        assertThat(chosen(proxies, "http://registry.test/v2/")).contains("DIRECT");
        for (String direct : new String[] {
            "internal.test",
            "a.internal.test",
            "corp.test",
            "a.corp.test",
            "10.1.2.3",
            "host.test:5000",
            "x.wild.test",
            "127.0.0.1:5000",
            "localhost"
        }) {
            assertThat(chosen(proxies, "https://" + direct + "/")).as(direct).contains("DIRECT");
        }
        for (String proxied : new String[] {"notinternal.test", "11.1.2.3", "host.test:5001", "10.example.com"}) {
            assertThat(chosen(proxies, "https://" + proxied + "/")).as(proxied).contains("proxy.test");
        }
        assertThat(chosen(Proxies.of(Map.of("HTTPS_PROXY", "p:1", "no_proxy", "*")), "https://a.test/"))
                .contains("DIRECT");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Proxies.of(Map.of("HTTPS_PROXY", "socks5://u:secret@p:1")))
                .withMessageContaining("HTTPS_PROXY names no proxy that can be used")
                .withMessageNotContaining("secret");
    }

    private RegistryClientBuilder builder() {
        return RegistryClient.builder()
                .environment(Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port()))
                .sleeper(_ -> {});
    }

    private static String chosen(Proxies proxies, String uri) {
        return proxies.select(URI.create(uri)).getFirst().toString();
    }

    private static void keytool(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
