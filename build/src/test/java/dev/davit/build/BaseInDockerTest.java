package dev.davit.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.davit.app.Progress;
import dev.davit.build.process.Command;
import dev.davit.build.runtime.Jdk;
import dev.davit.image.ContainerConfig;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageIndex;
import dev.davit.image.ImageReference;
import dev.davit.image.Platform;
import dev.davit.image.archive.DockerArchive;
import dev.davit.image.registry.PushListener;
import dev.davit.image.registry.RegistryClient;
import dev.davit.image.rootfs.RootFilesystem;
import dev.davit.image.store.ImageStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs apps on bases in Docker. The base with Java is what Davit puts under an app itself. */
@Tag("slow")
class BaseInDockerTest {
    private static final Jdk JDK = Jdk.at(Path.of(System.getProperty("java.home")));

    @TempDir
    static Path shared;

    private static ImageStore store;
    private static Image scratch;

    @TempDir
    Path folder;

    private JarApp app;

    @BeforeAll
    static void runtime() throws IOException {
        assumeThat(run("docker", "info").exitCode())
                .as("docker does not answer")
                .isZero();
        store = ImageStore.open(shared.resolve("store"));
        JarApp app = JarApp.in(Files.createDirectory(shared.resolve("app")), "Base");
        scratch = new ImageBuild(store, shared.resolve("cache"), JDK)
                .build(app.on("scratch"), Progress.NONE)
                .image();
    }

    @BeforeEach
    void app() throws IOException {
        app = JarApp.in(folder, "Hello");
    }

    @Test
    void anIndexOnARegistrysBaseIsPushedAndPulledByOthersAndAnswers() throws Exception {
        assumeThat(run("skopeo", "--version").exitCode())
                .as("skopeo must be there")
                .isZero();
        try (LocalRegistry registry = LocalRegistry.start(folder.resolve("registry"));
                RegistryClient client = RegistryClient.builder().build()) {
            Platform here = Platform.current();
            Platform other = Platform.of("linux", here.architecture().equals("arm64") ? "amd64" : "arm64");
            client.push(
                    ImageIndex.of(List.of(jre(here), jre(other)), Map.of()),
                    ImageReference.parse(registry.name() + "/jre:25"),
                    PushListener.SILENT);
            Built built = new ImageBuild(
                            store,
                            shared.resolve("cache"),
                            JDK,
                            () -> RegistryClient.builder().build())
                    .build(app.on(registry.name() + "/jre:25", here.toString(), other.toString()), Progress.NONE);
            String name = registry.name() + "/web-" + UUID.randomUUID() + ":1";
            client.push(built.index().orElseThrow(), ImageReference.parse(name), PushListener.SILENT);

            List<String> raw = run("skopeo", "inspect", "--raw", "--tls-verify=false", "docker://" + name)
                    .lines();
            List<String> inspected = run("skopeo", "inspect", "--tls-verify=false", "docker://" + name)
                    .lines();
            assertThat(run("docker", "pull", "-q", name).succeeded()).isTrue();

            assertThat(String.join("\n", raw))
                    .isEqualTo(new String(
                            built.index().orElseThrow().index().bytes(), java.nio.charset.StandardCharsets.UTF_8));
            assertThat(String.join("\n", inspected)).contains(built.digest().toString());
            try {
                assertThat(answerOf(name)).isEqualTo("Hello /opt/java");
            } finally {
                run("docker", "rmi", "-f", name);
            }
        }
    }

    @Test
    void aRootFileSystemWithoutJavaGetsARuntimeAndKeepsItsCLibrary() throws Exception {
        Path root = folder.resolve("root");
        RootFilesystem.unpack(scratch, root);
        delete(root.resolve("opt"));
        delete(root.resolve("app"));
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/:/bin/sh\n");

        Image image = new ImageBuild(store, shared.resolve("cache"), JDK)
                .build(app.on("./root"), Progress.NONE)
                .image();

        Path unpacked = folder.resolve("unpacked");
        RootFilesystem.unpack(image, unpacked);
        String name = "localhost/davit-base-" + UUID.randomUUID() + ":1";
        Path archive = folder.resolve("image.tar");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive))) {
            DockerArchive.write(image, List.of(ImageReference.parse(name)), out);
        }
        assertThat(unpacked.resolve("etc/passwd")).hasContent("root:x:0:0:root:/:/bin/sh\n");
        assertThat(image.layers()).hasSize(4);
        assertThat(image.layers().get(1).descriptor().size())
                .as("the runtime without the C library")
                .isLessThan(scratch.layers().getFirst().descriptor().size() - 500_000);
        assertThat(run("docker", "load", "-i", archive.toString()).succeeded()).isTrue();
        try {
            assertThat(answerOf(name)).isEqualTo("Hello /opt/java");
        } finally {
            run("docker", "rmi", "-f", name);
        }
    }

    private static Image jre(Platform platform) {
        ContainerConfig config = ContainerConfig.builder()
                .env("JAVA_HOME", "/opt/java")
                .env("PATH", "/opt/java/bin")
                .build();
        return Image.of(
                ImageConfig.of(platform, Optional.of(Instant.EPOCH), config),
                List.of(scratch.layers().getFirst()),
                Map.of());
    }

    /** What the app says that this image starts. */
    private static String answerOf(String image) throws IOException, InterruptedException {
        Command.Result started = run("docker", "run", "-d", "--read-only", "-p", "127.0.0.1::5000", image);
        assertThat(started.succeeded()).as(started.lines().toString()).isTrue();
        String id = started.lines().getLast();
        try (HttpClient http = HttpClient.newHttpClient()) {
            String address = run("docker", "port", id, "5000/tcp").lines().getFirst();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/"))
                    .build();
            Instant end = Instant.now().plus(Duration.ofSeconds(30));
            while (true) {
                try {
                    return http.send(request, HttpResponse.BodyHandlers.ofString())
                            .body();
                } catch (IOException e) {
                    if (Instant.now().isAfter(end)) {
                        throw new IOException(
                                "no answer; it said "
                                        + run("docker", "logs", id).lines(),
                                e);
                    }
                    LockSupport.parkNanos(20_000_000);
                }
            }
        } finally {
            run("docker", "rm", "-f", id);
        }
    }

    private static void delete(Path tree) throws IOException {
        List<Path> all = new ArrayList<>();
        try (var walk = Files.walk(tree)) {
            walk.forEach(all::add);
        }
        for (Path path : all.reversed()) {
            Files.delete(path);
        }
    }

    private static Command.Result run(String... words) throws IOException {
        try {
            return new Command(List.of(words), shared, Map.of()).run();
        } catch (IOException e) {
            return new Command.Result(-1, List.of(e.toString()));
        }
    }
}
