package dev.davit.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.davit.app.App;
import dev.davit.app.Base;
import dev.davit.app.Failure;
import dev.davit.app.ImageSpec;
import dev.davit.app.JavaOptions;
import dev.davit.app.Progress;
import dev.davit.build.process.Command;
import dev.davit.build.runtime.Jdk;
import dev.davit.image.Image;
import dev.davit.image.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ImageBuildTest {
    private static final Jdk JDK = Jdk.at(Path.of(System.getProperty("java.home")));

    @TempDir
    static Path shared;

    private static ImageStore store;

    @TempDir
    Path folder;

    private SampleProject project;
    private ImageBuild build;

    @BeforeAll
    static void openStore() throws IOException {
        store = ImageStore.open(shared.resolve("store"));
    }

    @BeforeEach
    void project() throws IOException {
        project = SampleProject.in(folder.resolve("sample"));
        build = new ImageBuild(store, shared.resolve("cache"), JDK);
    }

    @Test
    void unchangedSourceIsNotBuiltAgainEvenWithoutItsOutputs() throws IOException {
        Built first = build.build(project.app(), Progress.NONE);
        delete(project.web().resolve("target"));
        delete(project.root().resolve("core/target"));

        Built second = build.build(project.app(), Progress.NONE);

        assertThat(first.changed()).isTrue();
        assertThat(second.changed()).isFalse();
        assertThat(second.image().digest()).isEqualTo(first.image().digest());
        assertThat(project.web().resolve("target")).doesNotExist();
    }

    @Test
    void changeInADependedOnModuleMakesOnlyTheApplicationLayerAgain() throws IOException {
        Image first = build.build(project.app(), Progress.NONE).image();
        Path source = project.root().resolve("core/src/main/java/core/Greeting.java");
        FileTime time = Files.getLastModifiedTime(source);
        Files.writeString(source, Files.readString(source).replace("Hello", "Salve"));
        Files.setLastModifiedTime(source, time);

        Built second = build.build(project.app(), Progress.NONE);

        assertThat(second.changed()).isTrue();
        assertThat(second.image().layers()).hasSize(3);
        assertThat(second.image().layers().subList(0, 2))
                .isEqualTo(first.layers().subList(0, 2));
        assertThat(second.image().layers().getLast())
                .isNotEqualTo(first.layers().getLast());
    }

    @Test
    void sameSourceGivesTheSameImageElsewhere() throws IOException {
        assumeThat(System.getProperty("sun.jnu.encoding"))
                .as("file names in UTF-8")
                .isEqualTo("UTF-8");
        SampleProject other = SampleProject.in(folder.resolve("ein anderer Ört"));
        ImageBuild elsewhere = new ImageBuild(ImageStore.open(folder.resolve("store")), folder.resolve("cache"), JDK);

        assertThat(elsewhere.build(other.app(), Progress.NONE).image().digest())
                .isEqualTo(build.build(project.app(), Progress.NONE).image().digest());
    }

    @Test
    void commitIsInTheImageAndInNoLayer() throws IOException {
        Image without = build.build(project.app(), Progress.NONE).image();
        project.write(".gitignore", "target\n");
        git("init", "-q");
        git("add", ".");
        git("commit", "-q", "-m", "First");

        Built built = build.build(project.app(), Progress.NONE);
        Built again = build.build(project.app(), Progress.NONE);

        assertThat(built.revision()).isPresent();
        assertThat(built.image().config().container().labels())
                .containsEntry(
                        "org.opencontainers.image.revision", built.revision().orElseThrow())
                .containsEntry("org.opencontainers.image.title", "web")
                .containsEntry("org.opencontainers.image.version", "1")
                .containsEntry("org.opencontainers.image.licenses", "Apache-2.0 OR MIT")
                .isEqualTo(built.image().manifest().annotations());
        assertThat(built.image().layers()).isEqualTo(without.layers());
        assertThat(again.image().digest()).isEqualTo(built.image().digest());
    }

    @Test
    void compilerErrorsAreShownWithFileAndLine() throws IOException {
        project.writeMain("int x = nothing;");

        assertThatThrownBy(() -> build.build(project.app(), Progress.NONE))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .satisfies(failure -> {
                    assertThat(failure.category()).isEqualTo(Failure.Category.BUILD);
                    assertThat(failure.details().getFirst())
                            .isEqualTo("web/src/main/java/web/Main.java:4: cannot find symbol");
                });
    }

    @Test
    void projectWithoutMainClassIsToldSo() throws IOException {
        project.write("web/src/main/java/web/Main.java", "package web; class Main {}");

        assertThatThrownBy(() -> build.build(project.app(), Progress.NONE))
                .hasMessage("no class of web has a main method");
    }

    @Test
    void twoBuildsAtOnceGiveTheSame() throws IOException, InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Built>> builds = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                builds.add(threads.submit(() -> build.build(project.app(), Progress.NONE)));
            }
            Built one = builds.getFirst().get();
            Built two = builds.getLast().get();

            assertThat(one.image().digest()).isEqualTo(two.image().digest());
            assertThat(one.changed()).isNotEqualTo(two.changed());
        }
    }

    @Test
    void interruptKillsMavenAndTheNextBuildSucceeds() throws InterruptedException {
        List<Throwable> thrown = new ArrayList<>();
        WaitingProgress progress = new WaitingProgress();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                build.build(project.app(), progress);
            } catch (Failure failure) {
                thrown.add(failure);
            }
        });
        progress.awaitState("compiler compile");
        thread.interrupt();
        thread.join();

        assertThat(thrown).singleElement().asString().contains("interrupted");
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
        assertThat(build.build(project.app(), Progress.NONE).changed()).isTrue();
    }

    @Test
    void unknownModuleIsAnsweredWithTheNearestName() {
        App app = project.app();
        JavaOptions options = new JavaOptions(Optional.empty(), List.of("java.sqll"), List.of(), Optional.empty());
        ImageSpec image = new ImageSpec(app.image().context(), Optional.empty(), 5000, options, Base.SCRATCH);
        App wrong = App.ofDefaults(app.name(), image);

        assertThatThrownBy(() -> build.build(wrong, Progress.NONE))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .satisfies(failure -> assertThat(failure.fix())
                        .hasValueSatisfying(fix -> assertThat(fix).contains("'java.sql'")));
    }

    @Test
    void cacheThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("cache"), "a file");

        assertThatThrownBy(() -> new ImageBuild(store, file, JDK).build(project.app(), Progress.NONE))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .satisfies(failure -> assertThat(failure.fix())
                        .hasValueSatisfying(fix -> assertThat(fix).contains(file.toString(), "XDG_CACHE_HOME")));
    }

    @Test
    void fullDiskIsNamedAndLeavesNothingBehind() throws IOException {
        Path small = Files.createDirectories(folder.resolve("small"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", small.toString()))
                .as("mounting a small tmpfs needs root")
                .isZero();
        try {
            ImageBuild onSmall = new ImageBuild(store, small.resolve("cache"), JDK);

            assertThatThrownBy(() -> onSmall.build(project.app(), Progress.NONE))
                    .isInstanceOf(Failure.class);
            assertThat(small.resolve("cache/runtimes")).isEmptyDirectory();
        } finally {
            run("umount", small.toString());
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void git(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=A", "-c", "user.email=a@example.com"));
        command.addAll(List.of(words));
        assumeThat(run(command.toArray(String[]::new))).as("git must be there").isZero();
    }

    private int run(String... words) throws IOException {
        try {
            return new Command(List.of(words), project.root(), Map.of()).run().exitCode();
        } catch (IOException e) {
            return -1;
        }
    }
}
