package dev.davit.build.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.image.Digest;
import dev.davit.image.json.Json;
import dev.davit.image.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarComponentsTest {
    @TempDir
    Path folder;

    @Test
    void ofSeveralPomsTheOneThatTheFileIsNamedAfterIsTheLibraryAndTheOthersAreItsParts() throws IOException {
        JsonObject component = component(
                "outer-1.0.jar",
                Map.of(
                        "META-INF/maven/a/inner/pom.properties",
                        "groupId=a\nartifactId=inner\nversion=7\n",
                        "META-INF/maven/b/outer/pom.properties",
                        "groupId=b\nartifactId=outer\nversion=1.0\n",
                        "META-INF/maven/b/outer/pom.xml",
                        "<project><artifactId>outer</artifactId><licenses><license><name>MIT License</name></license></licenses>"
                                + "</project>"));
        assertThat(component.text("purl")).contains("pkg:maven/b/outer@1.0");
        assertThat(Json.text(component)).contains("{\"license\":{\"id\":\"MIT\"}}");
        assertThat(component.objects("components"))
                .singleElement()
                .satisfies(part -> assertThat(part.text("purl")).contains("pkg:maven/a/inner@7"));
    }

    @Test
    void aJarInAJarIsAPartWithItsPlace() throws IOException {
        byte[] inner = Jars.bytes(new TreeMap<>(Map.of(
                "META-INF/maven/a/inner/pom.properties",
                "groupId=a\nartifactId=inner\nversion=7\n".getBytes(StandardCharsets.UTF_8))));
        Path file = folder.resolve("fat.jar");
        Files.write(file, Jars.bytes(Map.of("lib/inner.jar", inner)));
        JsonObject component = component(file);
        assertThat(component.objects("components")).singleElement().satisfies(part -> {
            assertThat(part.text("bom-ref")).contains("/app/lib/fat.jar!/lib/inner.jar");
            assertThat(part.text("purl")).contains("pkg:maven/a/inner@7");
            assertThat(part.objects("hashes").getFirst().text("content"))
                    .contains(Digest.sha256(inner).hex());
        });
    }

    @Test
    void withoutAPomFileNameAndManifestTell() throws IOException {
        JsonObject component = component(
                "plain.jar",
                Map.of(
                        "META-INF/MANIFEST.MF",
                        "Manifest-Version: 1.0\nImplementation-Version: 4.5\nBundle-License: https://opensource.org/licenses/MIT\n"));
        assertThat(component.text("name")).contains("plain");
        assertThat(component.text("version")).contains("4.5");
        assertThat(component.text("purl"))
                .as("no group, so no name that all know")
                .isEmpty();
        assertThat(Json.text(component)).contains("\"id\":\"MIT\"");
    }

    @Test
    void whatIsNoJarIsAFileWithAName() throws IOException {
        Path file = folder.resolve("broken-1.jar");
        Files.writeString(file, "not a zip");
        assertThat(component(file).text("name")).contains("broken");
    }

    @Test
    void namesAreEncodedInPackageUrls() {
        assertThat(Coordinates.of("org.x", "a b", "1+2/3").packageUrl()).contains("pkg:maven/org.x/a%20b@1%2B2%2F3");
    }

    private JsonObject component(String name, Map<String, String> texts) throws IOException {
        Path file = folder.resolve(name);
        Jars.write(file, texts);
        return component(file);
    }

    private JsonObject component(Path file) throws IOException {
        JarComponents components = new JarComponents(new LocalRepository(folder.resolve("notes")));
        return Json.parse(
                Json.render(components.of(
                        "/app/lib/" + file.getFileName(), Digest.sha256(Files.readAllBytes(file)), Jar.read(file))),
                "component");
    }
}
