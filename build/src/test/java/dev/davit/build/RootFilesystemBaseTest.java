package dev.davit.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.build.runtime.Jdk;
import dev.davit.image.Image;
import dev.davit.image.rootfs.ImageFiles;
import dev.davit.image.rootfs.RootFilesystem;
import dev.davit.image.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootFilesystemBaseTest {
    private static final Jdk JDK = Jdk.at(Path.of(System.getProperty("java.home")));

    @TempDir
    Path folder;

    private ImageBuild build;
    private JarApp app;
    private Path root;

    @BeforeEach
    void build() throws IOException {
        build = new ImageBuild(ImageStore.open(folder.resolve("store")), folder.resolve("cache"), JDK);
        app = JarApp.in(folder, "Hello");
        root = rootWithJava(folder.resolve("root"), "25.0.1");
    }

    @Test
    void aFolderIsTheLowestLayer() throws IOException {
        Files.writeString(root.resolve("etc/motd"), "Hi");
        Files.setAttribute(root.resolve("etc/motd"), "unix:mode", 06640);
        Files.setAttribute(Files.createDirectory(root.resolve("tmp")), "unix:mode", 01777);

        Image image = build.build(app.on("./root"), Progress.NONE).image();

        Path unpacked = folder.resolve("unpacked");
        RootFilesystem.unpack(image, unpacked);
        assertThat(image.layers()).hasSize(3);
        assertThat(image.config().container().entrypoint()).startsWith("/usr/lib/jvm/java-25/bin/java");
        assertThat(image.config().container().env()).containsEntry("JAVA_HOME", "/usr/lib/jvm/java-25");
        assertThat(image.config().container().user()).isEqualTo("65532:65532");
        assertThat(image.config().history()).hasSize(3);
        assertThat(mode(unpacked.resolve("etc/motd"))).isEqualTo(0640);
        assertThat(mode(unpacked.resolve("tmp"))).isEqualTo(01777);
        assertThat(unpacked.resolve("app/app.jar")).exists();
    }

    @Test
    void theSameFilesElsewhereGiveTheSameImage() throws IOException {
        rootWithJava(folder.resolve("other place"), "25.0.1");
        ImageBuild elsewhere =
                new ImageBuild(ImageStore.open(folder.resolve("store 2")), folder.resolve("cache 2"), JDK);

        assertThat(elsewhere.build(app.on("./other place"), Progress.NONE).digest())
                .isEqualTo(build.build(app.on("./root"), Progress.NONE).digest());
    }

    @Test
    void aChangedFileIsNoticedAndAnUnchangedFolderIsNotBuiltAgain() throws IOException {
        Path file = Files.writeString(root.resolve("etc/motd"), "Hi 1");
        Built first = build.build(app.on("./root"), Progress.NONE);
        Built second = build.build(app.on("./root"), Progress.NONE);
        Files.writeString(file, "Hi 2");
        Built third = build.build(app.on("./root"), Progress.NONE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Built fourth = build.build(app.on("./root"), Progress.NONE);

        assertThat(first.changed()).isTrue();
        assertThat(second.changed()).isFalse();
        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(third.digest()).isNotEqualTo(first.digest());
        assertThat(fourth.digest()).isNotEqualTo(third.digest());
        assertThat(fourth.image().layers().getLast())
                .isEqualTo(first.image().layers().getLast());
    }

    @ParameterizedTest
    @CsvSource({"root.tar, c", "root.tar.gz, cz", "root.tgz, cz", "root.tar.zst, c --zstd"})
    void anArchiveIsTheLowestLayer(String name, String options) throws IOException {
        tar(name, options);

        Built first = build.build(app.on(name), Progress.NONE);
        Built second = build.build(app.on("./" + name), Progress.NONE);
        Files.writeString(root.resolve("etc/motd"), "Hi");
        tar(name, options);
        Built third = build.build(app.on(name), Progress.NONE);

        assertThat(first.image().config().container().entrypoint()).startsWith("/usr/lib/jvm/java-25/bin/java");
        assertThat(second.changed()).isFalse();
        assertThat(third.digest()).isNotEqualTo(first.digest());
        assertThat(ImageFiles.of(third.image().layers(), _ -> false).has("/etc/motd"))
                .isTrue();
    }

    @Test
    void anArchiveThatLeadsOutOfTheImageIsRefused() throws IOException {
        Files.createDirectories(root.resolve("usr"));
        run("tar", "c", "-P", "-f", folder.resolve("root.tar").toString(), "-C", root + "/usr", "../etc");

        assertThatThrownBy(() -> build.build(app.on("root.tar"), Progress.NONE))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("root.tar (" + folder.resolve("davit.yaml") + ":3:9) cannot become a layer: ");
    }

    private void tar(String name, String options) throws IOException {
        List<String> words = new ArrayList<>(List.of("tar"));
        words.addAll(List.of(options.split(" ")));
        words.addAll(List.of("-f", folder.resolve(name).toString(), "-C", root.toString(), "."));
        run(words.toArray(String[]::new));
    }

    private static void run(String... words) throws IOException {
        assertThat(new ProcessBuilder(words).inheritIO().start().onExit().join().exitValue())
                .isZero();
    }

    @Test
    void whatContainerEnginesMountIsLeftOut() throws IOException {
        Files.createFile(Files.createDirectories(root.resolve("proc")).resolve("uptime"));
        new ProcessBuilder("mkfifo", root.resolve("etc/pipe").toString())
                .start()
                .onExit()
                .join();

        Image image = build.build(app.on("./root"), Progress.NONE).image();

        ImageFiles files = ImageFiles.of(image.layers(), _ -> false);
        assertThat(files.has("/proc")).isTrue();
        assertThat(files.list("/proc")).isEmpty();
        assertThat(files.list("/etc")).containsExactly("alternatives");
    }

    @Test
    void aFileThatWouldMarkADeletionIsRefused() throws IOException {
        Files.createFile(root.resolve("etc/.wh.passwd"));

        assertThatThrownBy(() -> build.build(app.on("./root"), Progress.NONE))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("davit.yaml:3:9) cannot become a layer: ")
                .hasMessageContaining("etc/.wh.passwd");
    }

    @Test
    void javaThatIsTooOldIsToldWithBothVersions() throws IOException {
        rootWithJava(folder.resolve("old"), "21.0.4");

        assertThatThrownBy(() -> build.build(app.on("./old"), Progress.NONE))
                .hasMessageContaining(" has Java 21, and Main.class is compiled for Java 25")
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .satisfies(failure -> assertThat(failure.fix())
                        .hasValueSatisfying(fix -> assertThat(fix).startsWith("choose a base with Java 25 or newer")));
    }

    @Test
    void aFolderThatIsNotThereIsNamedWithTheLineOfTheDescription() {
        assertThatThrownBy(() -> build.build(app.on("./nothing"), Progress.NONE))
                .hasMessageContaining("nothing (" + folder.resolve("davit.yaml") + ":3:9): there is no folder");
    }

    @Test
    void oneFolderIsNotForSeveralPlatforms() {
        assertThatThrownBy(() -> build.build(app.on("./root", "linux/amd64", "linux/arm64"), Progress.NONE))
                .hasMessageContaining("is one root file system");
    }

    @Test
    void scratchIsForThisMachineAlone() {
        assertThatThrownBy(() -> build.build(app.on("scratch", "linux/s390x"), Progress.NONE))
                .hasMessageContaining("cannot be built for linux/s390x on this machine");
    }

    static Path rootWithJava(Path root, String version) throws IOException {
        Path home = root.resolve("usr/lib/jvm/java-25");
        Files.createDirectories(home.resolve("bin"));
        Files.write(home.resolve("bin/java"), "#!/bin/false\n".getBytes(UTF_8));
        Files.setPosixFilePermissions(home.resolve("bin/java"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
        Files.createDirectories(root.resolve("etc/alternatives"));
        Files.createDirectories(root.resolve("usr/bin"));
        Files.createSymbolicLink(root.resolve("etc/alternatives/test-java"), Path.of("/usr/lib/jvm/java-25/bin/java"));
        Files.createSymbolicLink(root.resolve("usr/bin/java"), Path.of("/etc/alternatives/test-java"));
        Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
        return root;
    }

    private static int mode(Path file) throws IOException {
        return ((Number) Files.getAttribute(file, "unix:mode")).intValue() & 07777;
    }
}
