package dev.davit.build.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.build.fingerprint.Watched;
import dev.davit.build.java.CompiledApplication.About;
import dev.davit.build.java.CompiledApplication.Part;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppJarTest {
    @TempDir
    Path folder;

    @Test
    void bytesDependOnContentAlone() throws IOException {
        Path one = classes("one", "b.txt", "a/a.txt");
        Path two = classes("two", "a/a.txt", "b.txt");

        assertThat(pack(one)).isEqualTo(pack(two));
    }

    @Test
    void manifestComesFirstAndFoldersHaveEntries() throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(pack(classes("one", "a/b/c.txt"))))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
                names.add(entry.getName());
            }
        }
        assertThat(names).containsExactly("META-INF/", "META-INF/MANIFEST.MF", "a/", "a/b/", "a/b/c.txt");
    }

    @Test
    void jarIsRepackedWithoutItsSignatureAndKeepsItsManifest() throws IOException {
        Path classes = classes("one", "META-INF/X.SF", "a.txt");
        Files.writeString(classes.resolve("META-INF/MANIFEST.MF"), "Manifest-Version: 1.0\nMulti-Release: true\n");
        Path jar = Files.write(folder.resolve("a.jar"), pack(classes));

        try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(pack(jar)))) {
            assertThat(in.getManifest().getMainAttributes().getValue("Multi-Release"))
                    .isEqualTo("true");
            assertThat(in.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("a.Main");
            assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .doesNotContain(".SF");
        }
    }

    @Test
    void classPathKeepsItsOrderQuotesNamesAndTellsEqualOnesApart() {
        Path module = folder.resolve("core/target/classes");
        CompiledApplication app = new CompiledApplication(
                List.of(new Part("shop", folder.resolve("classes")), new Part("core", module)),
                List.of(Path.of("/x/a b.jar"), module, Path.of("/y/a b.jar"), Path.of("/x/é.jar")),
                Optional.empty(),
                Map.of(),
                About.NOTHING,
                Watched.of(List.of(), List.of()));

        assertThat(ClassPathLayout.of(app, false).namedByApp())
                .isEqualTo("lib/a%20b.jar modules/core.jar lib/a%20b-2.jar lib/%C3%A9.jar");
    }

    private Path classes(String name, String... files) throws IOException {
        Path classes = folder.resolve(name);
        for (String file : files) {
            Path path = classes.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, file);
        }
        return classes;
    }

    private static byte[] pack(Path classes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AppJar.write(classes, Map.of("Main-Class", "a.Main"), out);
        return out.toByteArray();
    }
}
