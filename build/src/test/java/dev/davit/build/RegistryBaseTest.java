package dev.davit.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.davit.app.App;
import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.build.base.Registries;
import dev.davit.build.runtime.Jdk;
import dev.davit.image.ContainerConfig;
import dev.davit.image.Descriptor;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageIndex;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import dev.davit.image.Manifest;
import dev.davit.image.MediaTypes;
import dev.davit.image.Platform;
import dev.davit.image.layer.LayerBuilder;
import dev.davit.image.registry.PushListener;
import dev.davit.image.registry.RegistryClient;
import dev.davit.image.store.ImageStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class RegistryBaseTest {
    private static final Jdk JDK = Jdk.at(Path.of(System.getProperty("java.home")));
    private static final Platform HERE = Platform.current();
    private static final Platform OTHER =
            Platform.of("linux", HERE.architecture().equals("arm64") ? "amd64" : "arm64");

    @TempDir
    Path folder;

    private LocalRegistry registry;
    private ImageStore store;
    private ImageBuild build;
    private JarApp app;
    private final AtomicInteger opened = new AtomicInteger();
    private final Registries registries = () -> {
        opened.incrementAndGet();
        return RegistryClient.builder().build();
    };

    @BeforeEach
    void start() throws IOException {
        registry = LocalRegistry.start(folder.resolve("registry"));
        store = ImageStore.open(folder.resolve("store"));
        build = new ImageBuild(store, folder.resolve("cache"), JDK, registries);
        app = JarApp.in(folder, "Hello");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void theAppLiesOnTheBaseAndInheritsItsSettings() throws IOException {
        ContainerConfig config = ContainerConfig.builder()
                .user("spring")
                .env("JAVA_HOME", "/opt/java/openjdk")
                .env("A", "1")
                .env("LC_ALL", "en_US.UTF-8")
                .entrypoint(List.of("/entry"))
                .cmd(List.of("jshell"))
                .exposedPort("9/udp")
                .label("maintainer", "a@example.com")
                .label("org.opencontainers.image.version", "24.04")
                .build();
        Image base = docker(base(HERE, config, "25.0.1"));
        push(base, "jre:25");

        Image image = build.build(on("jre:25"), Progress.NONE).image();

        ContainerConfig container = image.config().container();
        assertThat(container.entrypoint())
                .startsWith("/opt/java/openjdk/bin/java")
                .endsWith("Main");
        assertThat(container.cmd()).isEmpty();
        assertThat(container.user()).isEqualTo("spring");
        assertThat(container.env())
                .isEqualTo(Map.of("JAVA_HOME", "/opt/java/openjdk", "A", "1", "LC_ALL", "en_US.UTF-8", "PORT", "5000"));
        assertThat(container.exposedPorts()).containsExactly("5000/tcp", "9/udp");
        assertThat(container.workingDir()).isEqualTo("/app");
        assertThat(container.labels())
                .containsEntry("maintainer", "a@example.com")
                .containsEntry("org.opencontainers.image.base.name", registry.name() + "/jre:25")
                .containsEntry(
                        "org.opencontainers.image.base.digest", base.digest().toString())
                .doesNotContainKey("org.opencontainers.image.version");
        assertThat(image.manifest().annotations()).doesNotContainKey("maintainer");
        assertThat(image.config().history()).hasSize(4);
        assertThat(image.layers()).hasSize(3);
        assertThat(image.layers().getFirst().descriptor().digest())
                .isEqualTo(base.layers().getFirst().descriptor().digest());
        assertThat(image.manifest().layers())
                .allSatisfy(layer -> assertThat(layer.mediaType()).isEqualTo(MediaTypes.OCI_LAYER_GZIP));
        assertThat(image.layers().getFirst().content().repositories())
                .extracting(ImageReference::name)
                .contains(registry.name() + "/jre");
    }

    @Test
    void anUnchangedBuildAndAChangedOneMakeNoRequestForAPinnedBase() throws IOException {
        push(base(HERE, jre(), "25.0.1"), "jre:25");
        Built first = build.build(on("jre:25"), Progress.NONE);
        int before = opened.get();
        registry.close();

        Built second = build.build(on("jre:25"), Progress.NONE);
        JarApp.in(folder, "Salve");
        Built third = build.build(on("jre:25"), Progress.NONE);

        assertThat(opened).hasValue(before);
        assertThat(second.changed()).isFalse();
        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(third.changed()).isTrue();
        assertThat(third.image().layers().getFirst())
                .isEqualTo(first.image().layers().getFirst());
    }

    @Test
    void aTagThatMovedCountsOnceItIsAskedFor() throws IOException {
        push(base(HERE, jre(), "25.0.1"), "jre:25");
        Built first = build.build(on("jre:25"), Progress.NONE);
        Built same = build.build(on("jre:25"), BuildOptions.DEFAULTS.withPull(true), Progress.NONE);
        push(base(HERE, jre(), "25.0.2"), "jre:25");

        Built without = build.build(on("jre:25"), Progress.NONE);
        Built with = build.build(on("jre:25"), BuildOptions.DEFAULTS.withPull(true), Progress.NONE);
        Built after = build.build(on("jre:25"), Progress.NONE);

        assertThat(same.changed()).isFalse();
        assertThat(without.digest()).isEqualTo(first.digest());
        assertThat(with.digest()).isNotEqualTo(first.digest());
        assertThat(after.digest()).isEqualTo(with.digest());
        assertThat(after.changed()).isFalse();
    }

    @Test
    void garbageCollectionKeepsTheBaseOfABuild() throws IOException {
        Image base = base(HERE, jre(), "25.0.1");
        push(base, "jre:25");
        build.build(on("jre:25"), Progress.NONE);

        store.collect(Duration.ZERO, false);

        assertThat(store.find(base.digest())).isPresent();
    }

    @Test
    void withoutTheRegistryANewBuildTakesWhatAnotherOnePulled() throws IOException {
        push(base(HERE, jre(), "25.0.1"), "jre:25");
        Built first = build.build(on("jre:25"), Progress.NONE);
        registry.close();
        App copy = JarApp.in(java.nio.file.Files.createDirectories(folder.resolve("copy")), "Hello")
                .on(registry.name() + "/jre:25");

        assertThat(build.build(copy, Progress.NONE).digest()).isEqualTo(first.digest());
        assertThatThrownBy(() -> build.build(copy, BuildOptions.DEFAULTS.withPull(true), Progress.NONE))
                .hasMessageContaining("jre:25 (" + folder.resolve("copy/davit.yaml") + ":3:9) cannot be pulled");
        assertThatThrownBy(() -> build.build(on("other:1"), Progress.NONE))
                .hasMessageContaining("cannot be pulled: Cannot reach registry " + registry.name());
    }

    @Test
    void aBaseByDigestIsPulledOnceAndNeverAskedForAgain() throws IOException {
        Image base = base(HERE, jre(), "25.0.1");
        push(base, "jre:25");
        App pinned = on("jre@" + base.digest());
        build.build(pinned, Progress.NONE);
        registry.close();

        assertThat(build.build(pinned, BuildOptions.DEFAULTS.withPull(true), Progress.NONE)
                        .changed())
                .isFalse();
    }

    @Test
    void severalPlatformsBecomeAnIndexWhoseImagesShareTheAppsLayers() throws IOException {
        push(ImageIndex.of(List.of(base(HERE, jre(), "25.0.1"), base(OTHER, jre(), "25.0.1")), Map.of()), "jre:25");
        App both = app.on(registry.name() + "/jre:25", HERE.toString(), OTHER.toString());

        Built built = build.build(both, Progress.NONE);
        Built again = build.build(both, Progress.NONE);
        ImageBuild elsewhere =
                new ImageBuild(ImageStore.open(folder.resolve("store 2")), folder.resolve("cache 2"), JDK, registries);

        ImageIndex index = built.index().orElseThrow();
        assertThat(index.index().manifests())
                .extracting(Descriptor::platform)
                .containsExactly(Optional.of(HERE), Optional.of(OTHER));
        assertThat(built.image()).isEqualTo(index.images().getFirst());
        assertThat(index.images().getFirst().layers().getLast())
                .isEqualTo(index.images().getLast().layers().getLast());
        assertThat(again.changed()).isFalse();
        assertThat(again.digest()).isEqualTo(built.digest()).isEqualTo(index.digest());
        assertThat(elsewhere.build(both, Progress.NONE).digest()).isEqualTo(built.digest());
    }

    @Test
    void aPlatformThatTheBaseLacksIsNamedWithThoseItHas() throws IOException {
        push(ImageIndex.of(List.of(base(HERE, jre(), "25.0.1")), Map.of()), "jre:25");
        App wrong = app.on(registry.name() + "/jre:25", "linux/s390x");

        assertThatThrownBy(() -> build.build(wrong, Progress.NONE))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("jre:25 (" + folder.resolve("davit.yaml") + ":3:9) cannot be pulled: ")
                .hasMessageContaining("linux/s390x")
                .hasMessageContaining(HERE.toString());
    }

    @Test
    void aMirrorIsEnoughWhereTheRegistryCannotBeReached() throws IOException {
        push(base(HERE, jre(), "25.0.1"), "jre:25");
        ImageBuild mirrored = new ImageBuild(
                store,
                folder.resolve("cache"),
                JDK,
                () -> RegistryClient.builder()
                        .mirrors(Map.of("127.0.0.1:1", List.of(registry.name())))
                        .build());

        Image image =
                mirrored.build(app.on("127.0.0.1:1/jre:25"), Progress.NONE).image();

        assertThat(image.config().container().labels())
                .containsEntry("org.opencontainers.image.base.name", "127.0.0.1:1/jre:25");
    }

    @Test
    void anImageThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> build.build(on("nothing:1"), Progress.NONE))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .satisfies(failure -> {
                    assertThat(failure.category()).isEqualTo(Failure.Category.REGISTRY);
                    assertThat(failure).hasMessageContaining("has no image " + registry.name() + "/nothing:1");
                });
    }

    @Test
    void aBaseWithoutJavaOrWithOneThatIsTooOldIsRefused() throws IOException {
        Image empty = image(HERE, jre(), new LayerBuilder().addBytes("etc/motd", "Hi".getBytes(UTF_8), 0644));
        push(empty, "empty:1");
        push(base(HERE, jre(), "21.0.2"), "jre:21");

        assertThatThrownBy(() -> build.build(on("empty:1"), Progress.NONE)).hasMessageContaining(" has no java for ");
        assertThatThrownBy(() -> build.build(on("jre:21"), Progress.NONE))
                .hasMessageContaining(" has Java 21, and Main.class is compiled for Java 25");
    }

    private App on(String name) {
        return app.on(registry.name() + "/" + name);
    }

    private static ContainerConfig jre() {
        return ContainerConfig.builder()
                .env("PATH", "/opt/java/openjdk/bin:/usr/bin")
                .build();
    }

    private Image base(Platform platform, ContainerConfig config, String version) throws IOException {
        return image(
                platform,
                config,
                new LayerBuilder()
                        .addBytes(
                                "opt/java/openjdk/bin/java", platform.toString().getBytes(UTF_8), 0755)
                        .addBytes(
                                "opt/java/openjdk/release",
                                ("JAVA_VERSION=\"" + version + "\"\n").getBytes(UTF_8),
                                0644));
    }

    private Image image(Platform platform, ContainerConfig config, LayerBuilder layer) throws IOException {
        Layer built = layer.writeTo(java.nio.file.Files.createTempFile(folder, "layer", ""));
        ImageConfig.History history = new ImageConfig.History(Optional.empty(), "ENV A=1", "", true);
        return Image.of(
                ImageConfig.of(platform, Optional.of(Instant.EPOCH), config).withHistory(List.of(history)),
                List.of(built),
                Map.of());
    }

    /** The same image in Docker's own media types. */
    private static Image docker(Image image) {
        String json = new String(image.manifest().bytes(), UTF_8)
                .replace(MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_MANIFEST)
                .replace(MediaTypes.OCI_CONFIG, MediaTypes.DOCKER_CONFIG)
                .replace(MediaTypes.OCI_LAYER_GZIP, MediaTypes.DOCKER_LAYER_GZIP);
        Manifest manifest = Manifest.parse(json.getBytes(UTF_8));
        List<Layer> layers = List.of(new Layer(
                manifest.layers().getFirst(),
                image.layers().getFirst().diffId(),
                image.layers().getFirst().content()));
        return Image.of(manifest, image.configBytes(), layers);
    }

    private void push(Image image, String name) throws IOException {
        try (RegistryClient client = RegistryClient.builder().build()) {
            client.push(image, ImageReference.parse(registry.name() + "/" + name), PushListener.SILENT);
        }
    }

    private void push(ImageIndex index, String name) throws IOException {
        try (RegistryClient client = RegistryClient.builder().build()) {
            client.push(index, ImageReference.parse(registry.name() + "/" + name), PushListener.SILENT);
        }
    }
}
