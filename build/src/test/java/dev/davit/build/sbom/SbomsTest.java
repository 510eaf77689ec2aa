package dev.davit.build.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.image.ContainerConfig;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageConfig.History;
import dev.davit.image.Layer;
import dev.davit.image.Platform;
import dev.davit.image.json.Json;
import dev.davit.image.json.JsonObject;
import dev.davit.image.layer.LayerBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SbomsTest {
    private static final Path JDK = Path.of(System.getProperty("java.home"));
    private static final String LABEL = "org.opencontainers.image.";

    @TempDir
    Path folder;

    @Test
    void aBillIsValidAndNamesLibrariesTheRuntimeAndTheApplication() throws Exception {
        byte[] bill = sboms("cache").of(image()).orElseThrow();

        assertThat(new JsonParser().validate(bill, Version.VERSION_16)).isEmpty();
        JsonObject json = Json.parse(bill, "bill");
        JsonObject application = json.requiredObject("metadata").requiredObject("component");
        assertThat(application.text("name")).contains("shop");
        assertThat(application.text("version")).contains("1.2");
        assertThat(json.requiredObject("metadata").text("timestamp")).contains("2026-01-01T00:00:00Z");
        assertThat(components(json))
                .contains(
                        "library com.example/known 3.1 pkg:maven/com.example/known@3.1",
                        "library /named 2.0 ",
                        "platform /OpenJDK 25.0.9 pkg:generic/openjdk@25.0.9",
                        "container /registry.example.com/base:1 sha256:" + "a".repeat(64) + " ");
        assertThat(components(json)).noneMatch(component -> component.contains("app.jar"));
        assertThat(application.objects("hashes")).hasSize(1);
    }

    @Test
    void theSameImageHasTheSameBillWhereverItIsMade() throws Exception {
        Image image = image();
        byte[] first = sboms("one").of(image).orElseThrow();
        assertThat(sboms("two").of(image)).hasValue(first);
        assertThat(sboms("one").of(image)).as("from what was kept").hasValue(first);
    }

    @Test
    void whatIsKeptOfALayerIsMadeAgainWhenItIsDamaged() throws Exception {
        Image image = image();
        byte[] first = sboms("one").of(image).orElseThrow();
        for (Layer layer : image.layers()) {
            Files.writeString(folder.resolve("one/sbom").resolve(layer.diffId().hex()), "{");
        }
        assertThat(sboms("one").of(image)).hasValue(first);
    }

    @Test
    void anImageOfOthersHasNoBill() throws Exception {
        Image image = image();
        Image other = Image.of(image.config().withHistory(List.of()), image.layers(), Map.of());
        assertThat(sboms("cache").of(other)).isEmpty();
    }

    @Test
    void theLayersOfABaseAreLeftOut() throws Exception {
        Image image = image();
        List<History> history = new ArrayList<>(image.config().history());
        history.set(0, new History(Optional.empty(), "COPY . .", "", false));
        Image onBase = Image.of(
                image.config().withHistory(history),
                image.layers(),
                image.manifest().annotations());
        byte[] bill = sboms("cache").of(onBase).orElseThrow();
        assertThat(components(Json.parse(bill, "bill"))).noneMatch(component -> component.contains("OpenJDK"));
    }

    @Test
    void aLibraryThatDoesNotSayWhatItIsIsKnownByItsPlaceInTheLocalRepository() throws Exception {
        Path library = folder.resolve("m2/org/quiet/quiet-core/1.0/quiet-core-1.0.jar");
        Jars.write(library, Map.of("a.txt", "quiet"));
        Files.writeString(library.resolveSibling("quiet-core-1.0.pom"), """
                <project><parent><groupId>org.quiet</groupId><artifactId>parent</artifactId><version>1.0</version></parent>
                <artifactId>quiet-core</artifactId></project>""");
        Path parent = folder.resolve("m2/org/quiet/parent/1.0/parent-1.0.pom");
        Files.createDirectories(parent.resolveSibling("."));
        Files.writeString(parent, """
                <project><groupId>org.quiet</groupId><artifactId>parent</artifactId><version>1.0</version>
                <licenses><license><name>Apache License, Version 2.0</name>
                <url>https://www.apache.org/licenses/LICENSE-2.0</url></license></licenses></project>""");
        Sboms sboms = sboms("cache");
        sboms.remember(List.of(library), _ -> Digest.sha256(read(library)));
        Layer layer = new LayerBuilder()
                .addFile("/app/lib/renamed.jar", library, 0644)
                .writeTo(folder.resolve("layer"));

        byte[] bill = sboms.of(image(List.of(layer), Map.of())).orElseThrow();

        assertThat(new JsonParser().validate(bill, Version.VERSION_16)).isEmpty();
        JsonObject json = Json.parse(bill, "bill");
        assertThat(components(json))
                .containsExactly("library org.quiet/quiet-core 1.0 pkg:maven/org.quiet/quiet-core@1.0");
        assertThat(Json.text(json)).contains("{\"license\":{\"id\":\"Apache-2.0\"");
    }

    private Sboms sboms(String cache) {
        return new Sboms(folder.resolve(cache), JDK);
    }

    private Image image() throws IOException {
        Path known = folder.resolve("known.jar");
        Jars.write(
                known,
                Map.of(
                        "META-INF/maven/com.example/known/pom.properties",
                        "groupId=com.example\nartifactId=known\nversion=3.1\n"));
        Path named = folder.resolve("named-2.0.jar");
        Jars.write(named, Map.of("a.txt", "a"));
        Layer runtime = new LayerBuilder()
                .addBytes("/opt/java/release", text("JAVA_VERSION=\"25.0.9\"\nMODULES=\"java.base\"\n"), 0644)
                .addBytes("/etc/passwd", text("root:x:0:0::/:\n"), 0644)
                .writeTo(folder.resolve("runtime"));
        Layer application = new LayerBuilder()
                .addFile("/app/lib/known.jar", known, 0644)
                .addFile("/app/lib/named-2.0.jar", named, 0644)
                .addFile("/app/app.jar", named, 0644)
                .writeTo(folder.resolve("application"));
        return image(
                List.of(runtime, application),
                Map.of(
                        LABEL + "title", "shop",
                        LABEL + "version", "1.2",
                        LABEL + "created", "2026-01-01T00:00:00Z",
                        LABEL + "source", "https://git.example.com/shop",
                        LABEL + "base.name", "registry.example.com/base:1",
                        LABEL + "base.digest", "sha256:" + "a".repeat(64)));
    }

    private static Image image(List<Layer> layers, Map<String, String> annotations) {
        List<History> history = layers.stream()
                .map(_ -> new History(Optional.empty(), "davit build: part", "", false))
                .toList();
        ImageConfig config = ImageConfig.of(
                        Platform.current(),
                        Optional.empty(),
                        ContainerConfig.builder().build())
                .withHistory(history);
        return Image.of(config, layers, annotations);
    }

    private static List<String> components(JsonObject bill) {
        return bill.objects("components").stream()
                .map(component -> component.requiredText("type") + " "
                        + component.text("group").orElse("") + "/" + component.requiredText("name") + " "
                        + component.text("version").orElse("") + " "
                        + component.text("purl").orElse(""))
                .toList();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
