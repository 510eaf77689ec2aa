package dev.davit.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.build.runtime.Jdk;
import dev.davit.image.Digest;
import dev.davit.image.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiling without Maven against compiling with it. */
@Tag("slow")
class RecompileTest {
    private static final Jdk JDK = Jdk.at(Path.of(System.getProperty("java.home")));

    /** For what takes long and does not depend on the classes. */
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private SampleProject project;
    private ImageStore store;
    private ImageBuild build;

    @BeforeEach
    void project() throws IOException {
        project = SampleProject.in(folder.resolve("sample"));
        project.write("core/src/main/java/core/Numbers.java", """
                package core;
                public interface Numbers { int ONE = 1; static long two() { return 2; } class Inner {} }
                """);
        project.write("core/src/main/java/core/Old.java", "package core; class Old { Runnable r = () -> {}; }");
        project.write("core/src/main/resources/core/text.txt", "one");
        project.write("web/src/test/java/web/MainTest.java", "package web; class MainTest {}");
        project.writeMain("System.out.println(core.Greeting.text() + \"\" + core.Numbers.ONE + core.Numbers.two());");
        store = ImageStore.open(shared.resolve("store"));
        build = new ImageBuild(store, shared.resolve("cache"), JDK);
    }

    @Test
    void classesAreThoseThatMavenGives() throws IOException {
        build.build(project.app(), Progress.NONE);

        project.write("core/src/main/java/core/Greeting.java", """
                package core;
                public class Greeting { public static Object text() { return new New().toString(); } }
                """);
        project.write("core/src/main/java/core/New.java", "package core; record New(int... x) {}");
        project.write("core/src/main/java/core/Numbers.java", """
                package core;
                public interface Numbers { int ONE = 11; static int two() { return 2; } class Inner {} }
                """);
        assertThat(withoutMaven()).isEqualTo(withMaven());

        project.write("core/src/main/java/core/Numbers.java", """
                package core;
                public interface Numbers { int ONE = 111; static int two() { return 2; } }
                """);
        Files.delete(project.root().resolve("core/src/main/java/core/Old.java"));
        project.write("core/src/main/resources/core/text.txt", "two");
        assertThat(withoutMaven()).isEqualTo(withMaven());
    }

    @Test
    void errorsReadAsThoseOfMavenAndTheNextBuildIsWithoutMavenAgain() throws IOException {
        Digest first = build.build(project.app(), Progress.NONE).image().digest();
        Path source = project.root().resolve("core/src/main/java/core/Greeting.java");
        String before = Files.readString(source);
        project.write("core/src/main/java/core/Greeting.java", "package core; public class Greeting {\n int x = y;}");

        assertThatThrownBy(() -> build.build(project.app(), Progress.NONE))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .satisfies(failure -> {
                    assertThat(failure).hasMessage(project.root().resolve("core") + " does not compile");
                    assertThat(failure.details())
                            .containsExactly(
                                    "core/src/main/java/core/Greeting.java:2: cannot find symbol",
                                    "  symbol:   variable y",
                                    "  location: class core.Greeting");
                });
        project.write("core/src/main/java/core/Greeting.java", before + "// the same\n");
        project.write("web/src/test/java/web/MainTest.java", "package web; class MainTest { int x; }");

        assertThat(withoutMaven()).isEqualTo(first);
    }

    @Test
    void whatMayMeanMoreIsLeftToMaven() throws IOException {
        build.build(project.app(), Progress.NONE);
        project.write("core/src/main/resources/core/new.txt", "new");

        assertThat(steps()).contains("compile");
        assertThat(steps()).doesNotContain("compile");
    }

    private Digest withoutMaven() {
        Steps steps = new Steps();
        Built built = build.build(project.app(), steps);
        assertThat(steps.done()).contains("recompile").doesNotContain("compile");
        return built.image().digest();
    }

    /** With a cache that knows nothing of these classes, but has what takes long and does not depend on them. */
    private Digest withMaven() throws IOException {
        Path cache = Files.createDirectory(folder.resolve("cache-" + System.nanoTime()));
        for (String part : List.of("runtimes", "needs")) {
            Files.createSymbolicLink(
                    cache.resolve(part), shared.resolve("cache").resolve(part));
        }
        Steps steps = new Steps();
        Built built = new ImageBuild(store, cache, JDK).build(project.app(), steps);
        assertThat(steps.done()).contains("compile");
        return built.image().digest();
    }

    private List<String> steps() {
        Steps steps = new Steps();
        build.build(project.app(), steps);
        return steps.done();
    }
}
