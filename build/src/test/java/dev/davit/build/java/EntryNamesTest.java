package dev.davit.build.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.build.fingerprint.Fingerprint;
import dev.davit.build.fingerprint.Watched;
import dev.davit.build.java.CompiledApplication.About;
import dev.davit.build.java.CompiledApplication.Part;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryNamesTest {
    @TempDir
    Path folder;

    private Path library;

    @BeforeEach
    void library() throws IOException {
        Path content = folder.resolve("content");
        write(content, "lib/A.class", "META-INF/LICENSE.txt", "META-INF/services/a.Service");
        library = folder.resolve("lib.jar");
        try (OutputStream out = Files.newOutputStream(library)) {
            AppJar.write(content, Map.of(), out);
        }
    }

    @Test
    void foldersLicencesAndManifestsMayBeInBoth() throws IOException {
        assertThat(disjoint("lib/B.class", "META-INF/LICENSE.txt", "META-INF/MANIFEST.MF"))
                .isTrue();
    }

    @Test
    void classThatShadowsOneOfALibraryIsFound() throws IOException {
        assertThat(disjoint("lib/B.class", "lib/A.class")).isFalse();
        // From what was kept.
        assertThat(disjoint("lib/A.class")).isFalse();
    }

    @Test
    void orderOfServiceProvidersCounts() throws IOException {
        assertThat(disjoint("META-INF/services/a.Service")).isFalse();
    }

    @Test
    void applicationComesBeforeItsLibrariesOnlyWhereTheOrderMatters() {
        CompiledApplication app = app(folder.resolve("classes"));

        ClassPathLayout first = ClassPathLayout.of(app, true);
        assertThat(first.classPath()).containsExactly("/app/libraries.jar", "/app/app.jar");
        assertThat(first.namedByFirst()).isEqualTo("lib/lib.jar");
        assertThat(first.namedByApp()).isEqualTo("modules/core.jar");

        ClassPathLayout last = ClassPathLayout.of(app, false);
        assertThat(last.classPath()).containsExactly("/app/training.jar", "/app/app.jar");
        assertThat(last.namedByFirst()).isEmpty();
        assertThat(last.namedByApp()).isEqualTo("lib/lib.jar modules/core.jar");
    }

    private boolean disjoint(String... names) throws IOException {
        Path classes = Files.createTempDirectory(folder, "classes");
        write(classes, names);
        Fingerprint files = Fingerprint.take(Watched.of(List.of(), List.of(library)), null, Instant.now());
        return new EntryNames(folder.resolve("names")).disjoint(app(classes), files);
    }

    private CompiledApplication app(Path classes) {
        Path module = folder.resolve("core");
        return new CompiledApplication(
                List.of(new Part("shop", classes), new Part("core", module)),
                List.of(library, module),
                Optional.empty(),
                Map.of(),
                About.NOTHING,
                Watched.of(List.of(), List.of()));
    }

    private static void write(Path root, String... names) throws IOException {
        for (String name : names) {
            Path file = root.resolve(name);
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, name);
        }
    }
}
