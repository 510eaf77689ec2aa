package dev.davit.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.davit.app.App;
import dev.davit.app.Progress;
import dev.davit.build.aot.AotCache;
import dev.davit.build.process.Command;
import dev.davit.build.runtime.Jdk;
import dev.davit.image.Image;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains real caches, where namespaces are allowed. */
@Tag("slow")
class AotCacheTest {
    private static final BuildOptions WITH_AOT = BuildOptions.DEFAULTS.withAot(true);
    private static final String SERVER = """
            var server = com.sun.net.httpserver.HttpServer.create(
                    new java.net.InetSocketAddress(Integer.parseInt(System.getenv("PORT"))), 0);
            server.createContext("/", exchange -> {
                byte[] text = core.Greeting.text().getBytes();
                exchange.sendResponseHeaders(200, text.length);
                exchange.getResponseBody().write(text);
                exchange.close();
            });
            server.start();
            """;

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private SampleProject project;
    private ImageBuild build;
    private final RecordingProgress progress = new RecordingProgress();

    @BeforeEach
    void project() throws IOException {
        assumeThat(run("unshare", "--map-root-user", "--mount", "--pid", "--net", "--fork", "true")
                        .exitCode())
                .as("namespaces are refused here")
                .isZero();
        project = SampleProject.in(folder.resolve("sample"));
        ImageStore store = ImageStore.open(shared.resolve("store"));
        build = new ImageBuild(store, shared.resolve("cache"), Jdk.at(Path.of(System.getProperty("java.home"))));
    }

    @Test
    void cacheIsAcceptedAndSurvivesAChangeOfTheApplication() throws IOException {
        project.writeMain(SERVER);
        Image plain = build.build(project.app(), Progress.NONE).image();

        Image first = build.build(project.app(), WITH_AOT, progress).image();

        assertThat(first.layers()).hasSize(4);
        assertThat(first.layers().subList(0, 3)).isEqualTo(plain.layers());
        assertThat(first.config().container().entrypoint()).contains("-XX:AOTCache=" + AotCache.FILE);
        assertThat(progress.ended).last().asString().startsWith("aot cache: ").contains("accepted by a second start");
        assertNothingIsLeft();

        project.writeMain(SERVER + "System.out.println();");
        Image second = build.build(project.app(), WITH_AOT, progress).image();

        assertThat(second.layers().get(2)).isNotEqualTo(first.layers().get(2));
        assertThat(second.layers().getLast()).isEqualTo(first.layers().getLast());
        assertThat(progress.ended).last().isEqualTo("aot cache skipped: unchanged");
        assertThat(build.build(project.app(), WITH_AOT, progress).image()).isEqualTo(second);
        assertAcceptedInDocker(second);
    }

    @Test
    void applicationThatEndsAtItsStartGetsNoCacheAndIsNotTriedAgain() throws IOException {
        project.writeMain("System.out.println(\"no DATABASE_URL\");");
        App app = project.app();

        Image image = build.build(app, WITH_AOT, progress).image();

        assertThat(image).isEqualTo(build.build(app, progress).image());
        assertThat(progress.ended)
                .contains("aot cache skipped: the app is not healthy at build time: it ended (GET / on port 5000);"
                        + " it wrote: no DATABASE_URL");
        assertNothingIsLeft();

        build.build(app, WITH_AOT, progress);

        assertThat(progress.ended).last().asString().endsWith("(not tried again until something changes)");
        assertThat(progress.ended).filteredOn(line -> line.startsWith("train")).hasSize(1);
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(shared.resolve("cache/work")).isEmptyDirectory();
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(shared.toString());
    }

    private void assertAcceptedInDocker(Image image) throws IOException {
        assumeThat(run("docker", "info").exitCode())
                .as("docker does not answer")
                .isZero();
        String name = "localhost/davit-aot-" + UUID.randomUUID() + ":1";
        Path archive = folder.resolve("image.tar");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive))) {
            DockerArchive.write(image, List.of(ImageReference.parse(name)), out);
        }
        try {
            assertThat(run("docker", "load", "-i", archive.toString()).succeeded())
                    .isTrue();
            List<String> entrypoint = image.config().container().entrypoint();
            List<String> line = new ArrayList<>(List.of("docker", "run", "--rm", "--read-only", "--cap-drop", "ALL"));
            line.addAll(
                    List.of("--user", "1234:1234", "--memory", "256m", "--entrypoint", entrypoint.getFirst(), name));
            line.addAll(List.of("-XX:AOTMode=on", "-Xlog:aot", "--dry-run"));
            line.addAll(entrypoint.subList(1, entrypoint.size()));

            Command.Result result = run(line.toArray(String[]::new));

            assertThat(result.lines()).anyMatch(text -> text.contains("Using AOT-linked classes: true"));
            assertThat(result.exitCode()).isZero();
        } finally {
            run("docker", "rmi", "-f", name);
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
