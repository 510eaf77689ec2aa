package dev.davit.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.build.java.ApplicationSource;
import dev.davit.build.java.CompiledApplication;
import dev.davit.build.runtime.Jdk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionTest {
    @TempDir
    Path folder;

    private Detection detection;

    @BeforeEach
    void detection() throws IOException {
        folder = folder.toRealPath();
        detection = new Detection(Jdk.at(Path.of(System.getProperty("java.home"))), folder.resolve("cache"));
    }

    @Test
    void folderWithNothingKnownIsToldWhatWasLookedFor() {
        assertThatThrownBy(() -> detection.find(folder))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .satisfies(failure -> assertThat(failure.fix())
                        .hasValueSatisfying(fix -> assertThat(fix).contains("pom.xml", "jar file")));
    }

    @Test
    void missingFolderIsNamed() {
        assertThatThrownBy(() -> detection.find(folder.resolve("nowhere")))
                .hasMessage("there is nothing to build at " + folder.resolve("nowhere"));
    }

    @Test
    void projectStandingAloneIsRecognised() throws IOException {
        Files.writeString(folder.resolve("pom.xml"), "<project><artifactId>shop</artifactId></project>");

        assertThat(detection.find(folder).description()).isEqualTo("Maven project shop at " + folder);
    }

    @Test
    void jarComesWithTheLibrariesOfItsManifest() throws IOException {
        Path library = jar("lib/a b.jar", "x", "x");
        Path jar = jar("shop.jar", "Main-Class", "shop.Main", "Class-Path", "lib/a%20b.jar", "Multi-Release", "true");

        ApplicationSource source = detection.find(jar);
        CompiledApplication app = source.compile(Progress.NONE.begin(""));

        assertThat(source.description()).isEqualTo("jar " + jar);
        assertThat(app.mainClass()).contains("shop.Main");
        assertThat(app.libraries()).containsExactly(library);
        assertThat(app.manifest()).containsEntry("Multi-Release", "true").doesNotContainKey("Class-Path");
        assertThat(app.inputs().files()).contains(jar, library);
    }

    @Test
    void missingLibraryOfAJarIsNamed() throws IOException {
        Path jar = jar("shop.jar", "Class-Path", "lib/a.jar");

        assertThatThrownBy(() -> detection.find(jar).compile(Progress.NONE.begin("")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(folder.resolve("lib/a.jar").toString());
    }

    @Test
    void springBootJarIsTakenApart() throws IOException {
        Path jar = jar(
                "shop.jar",
                "Start-Class",
                "shop.Shop",
                "Main-Class",
                "org.springframework.boot.loader.launch.JarLauncher",
                "Spring-Boot-Classes",
                "BOOT-INF/classes/");

        ApplicationSource source = detection.find(jar);
        CompiledApplication app = source.compile(Progress.NONE.begin(""));

        assertThat(source.description()).isEqualTo("Spring Boot jar " + jar);
        assertThat(app.mainClass()).contains("shop.Shop");
        assertThat(app.application().classes().resolve("shop/Shop.class")).hasContent("class");
        assertThat(app.libraries())
                .extracting(library -> library.getFileName().toString())
                .containsExactly("b.jar", "a.jar");
    }

    @Test
    void fileThatIsNoJarIsToldSo() throws IOException {
        Path file = Files.writeString(folder.resolve("shop.jar"), "no zip archive");

        assertThatThrownBy(() -> detection.find(file))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("is no jar");
    }

    private Path jar(String name, String... attributes) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        for (int i = 0; i < attributes.length; i += 2) {
            manifest.getMainAttributes().putValue(attributes[i], attributes[i + 1]);
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            put(jar, "BOOT-INF/classes/shop/Shop.class", "class");
            put(jar, "BOOT-INF/lib/a.jar", "a");
            put(jar, "BOOT-INF/lib/b.jar", "b");
            put(jar, "BOOT-INF/classpath.idx", "- \"BOOT-INF/lib/b.jar\"\n- \"BOOT-INF/lib/a.jar\"\n");
        }
        return file;
    }

    private static void put(JarOutputStream jar, String name, String content) throws IOException {
        jar.putNextEntry(new ZipEntry(name));
        jar.write(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        jar.closeEntry();
    }
}
