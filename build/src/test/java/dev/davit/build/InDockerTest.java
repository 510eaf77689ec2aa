package dev.davit.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.davit.app.Progress;
import dev.davit.build.process.Command;
import dev.davit.build.runtime.Jdk;
import dev.davit.image.ImageReference;
import dev.davit.image.archive.DockerArchive;
import dev.davit.image.store.ImageStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs an image in Docker as hard as it may be run: read-only, without capabilities, as a user that it does not know. */
@Tag("slow")
class InDockerTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"));
    private static final String PROBE = """
            System.out.println("charset " + java.nio.charset.Charset.forName("Big5"));
            System.out.println("charset " + java.nio.charset.Charset.forName("GB18030"));
            System.out.println("zone " + java.time.LocalDateTime.of(2026, 7, 1, 0, 0)
                    .atZone(java.time.ZoneId.of("Europe/Berlin")).getOffset());
            System.out.println("greeting " + core.Greeting.text());
            System.out.println("encoding " + System.getProperty("sun.jnu.encoding"));
            try (var zip = java.nio.file.FileSystems.newFileSystem(java.nio.file.Path.of("/app/app.jar"))) {
                System.out.println("zip " + java.nio.file.Files.exists(zip.getPath("/web/Main.class")));
            }
            System.out.println("zipfs " + java.util.ServiceLoader.load(java.nio.file.spi.FileSystemProvider.class)
                    .stream().anyMatch(provider -> provider.get().getScheme().equals("jar")));
            System.out.println("certificates " + java.nio.file.Files.size(
                    java.nio.file.Path.of("/etc/ssl/certs/ca-certificates.crt")));
            System.out.println("dns " + !java.net.InetAddress.getByName("probe-alias").isLoopbackAddress());
            char[] password = "changeit".toCharArray();
            var keys = java.security.KeyStore.getInstance("PKCS12");
            keys.load(Main.class.getResourceAsStream("/keys.p12"), password);
            var keyManagers = javax.net.ssl.KeyManagerFactory.getInstance("PKIX");
            keyManagers.init(keys, password);
            var trust = javax.net.ssl.TrustManagerFactory.getInstance("PKIX");
            trust.init(keys);
            var tls = javax.net.ssl.SSLContext.getInstance("TLS");
            tls.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
            var server = tls.getServerSocketFactory().createServerSocket(0);
            Thread.startVirtualThread(() -> {
                try (var peer = server.accept()) { peer.getOutputStream().write(42); } catch (Exception e) { }
            });
            try (var client = (javax.net.ssl.SSLSocket)
                    tls.getSocketFactory().createSocket("localhost", server.getLocalPort())) {
                System.out.println("tls " + client.getInputStream().read() + " " + client.getSession().getProtocol());
            }
            var all = javax.net.ssl.TrustManagerFactory.getInstance("PKIX");
            all.init((java.security.KeyStore) null);
            System.out.println("roots " + (((javax.net.ssl.X509TrustManager) all.getTrustManagers()[0])
                    .getAcceptedIssuers().length > 50));
            """;

    @TempDir
    Path folder;

    @Test
    void whatJavaProgramsExpectIsThere() throws IOException {
        assumeThat(run("docker", "info").exitCode())
                .as("docker does not answer")
                .isZero();
        SampleProject project = SampleProject.in(folder.resolve("sample"));
        project.writeMain(PROBE);
        Path resources = Files.createDirectories(project.web().resolve("src/main/resources"));
        run(
                JAVA.resolve("bin/keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-alias",
                "a",
                "-storepass",
                "changeit",
                "-storetype",
                "PKCS12",
                "-keystore",
                resources.resolve("keys.p12").toString());
        ImageStore store = ImageStore.open(folder.resolve("store"));
        Built built = new ImageBuild(store, folder.resolve("cache"), Jdk.at(JAVA)).build(project.app(), Progress.NONE);
        String name = "davit-probe-" + UUID.randomUUID();
        Path archive = folder.resolve("image.tar");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive))) {
            DockerArchive.write(built.image(), List.of(ImageReference.parse("localhost/" + name + ":1")), out);
        }
        try {
            assertThat(run("docker", "load", "-i", archive.toString()).succeeded())
                    .isTrue();
            run("docker", "network", "create", name);

            Command.Result result = run(
                    "docker",
                    "run",
                    "--rm",
                    "--read-only",
                    "--cap-drop",
                    "ALL",
                    "--user",
                    "1234:1234",
                    "--network",
                    name,
                    "--network-alias",
                    "probe-alias",
                    "--memory",
                    "256m",
                    "localhost/" + name + ":1");

            List<String> lines = new ArrayList<>(result.lines());
            lines.replaceAll(line -> line.replaceAll("^certificates [1-9]\\d+$", "certificates"));
            assertThat(lines)
                    .containsExactly(
                            "charset Big5",
                            "charset GB18030",
                            "zone +02:00",
                            "greeting Hello",
                            "encoding UTF-8",
                            "zip true",
                            "zipfs true",
                            "certificates",
                            "dns true",
                            "tls 42 TLSv1.3",
                            "roots true");
        } finally {
            run("docker", "network", "rm", name);
            run("docker", "rmi", "-f", "localhost/" + name + ":1");
        }
    }

    private Command.Result run(String... words) throws IOException {
        try {
            return new Command(List.of(words), folder, Map.of()).run();
        } catch (IOException e) {
            return new Command.Result(-1, List.of(e.toString()));
        }
    }
}
