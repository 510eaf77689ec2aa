package dev.davit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.image.Image;
import dev.davit.image.ImageConfig.History;
import dev.davit.image.ImageIndex;
import dev.davit.image.ImageReference;
import dev.davit.image.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCommandsTest {
    private static final ImageReference NAME = ImageReference.parse("registry.example.com:5000/team/web:1");

    @TempDir
    private Path home;

    private Commands davit;
    private Image image;

    @BeforeEach
    void anImageWithAName() throws IOException {
        davit = new Commands(home);
        image = davit.store().put(davit.image(Platform.of("linux", "amd64"), "one"));
        davit.store().tag(NAME, image.digest());
    }

    @Test
    void listHasDockersColumns() {
        List<String> lines = davit.run("image", "ls").succeeded().out().lines().toList();

        assertThat(lines.getFirst().split(" {3,}"))
                .containsExactly("REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE", "PLATFORM");
        assertThat(lines.getLast().split(" {3,}"))
                .containsExactly(
                        "registry.example.com:5000/team/web",
                        "1",
                        image.digest().hex().substring(0, 12),
                        "-",
                        Amounts.size(
                                image.size() - image.manifest().descriptor().size()),
                        "linux/amd64");
    }

    @Test
    void listAsJsonNamesEverythingInFull() {
        var images =
                davit.run("image", "ls", "--output", "json").succeeded().json().get("images");

        assertThat(images).hasSize(1);
        assertThat(images.get(0).get("digest").asString())
                .isEqualTo(image.digest().toString());
        assertThat(images.get(0).get("names").get(0).asString()).isEqualTo(NAME.toString());
        assertThat(images.get(0).get("platforms").get(0).asString()).isEqualTo("linux/amd64");
        assertThat(images.get(0).get("complete").asBoolean()).isTrue();
    }

    @Test
    void inspectTakesNamesAndBeginningsOfDigests() {
        String beginning = image.digest().hex().substring(0, 8);

        for (String reference : List.of(
                NAME.toString(),
                beginning,
                "sha256:" + beginning,
                image.digest().toString())) {
            var json = davit.run("image", "inspect", reference).succeeded().json();
            assertThat(json.get("digest").asString()).isEqualTo(image.digest().toString());
            assertThat(json.get("config").get("config").get("WorkingDir").asString())
                    .isEqualTo("/app");
            assertThat(json.get("layers")).hasSize(1);
        }
        assertThat(davit.run("image", "inspect", "--raw", NAME.toString())
                        .succeeded()
                        .out())
                .isEqualTo(new String(image.manifest().bytes(), StandardCharsets.UTF_8));
        assertThat(davit.run("image", "inspect", "0123456789").failedWith(1).err())
                .contains("the store has no image 0123456789:latest")
                .contains("davit image ls");
    }

    @Test
    void indexIsShownWithItsPlatformsAndSavedAsALayout() throws IOException {
        Image other = davit.image(Platform.of("linux", "arm64"), "two");
        ImageIndex index = davit.store().put(ImageIndex.of(List.of(image, other), Map.of()));
        ImageReference name = ImageReference.parse("multi:1");
        davit.store().tag(name, index.digest());

        var json = davit.run("image", "inspect", "multi:1").succeeded().json();
        assertThat(json.get("manifests")).hasSize(2);
        assertThat(davit.run("image", "ls").out()).contains("linux/amd64,linux/arm64");

        Path layout = home.resolve("layout.tar");
        davit.run("image", "save", "multi:1", "--format", "oci", "-o", layout.toString())
                .succeeded();
        assertThat(Files.readString(layout, StandardCharsets.ISO_8859_1))
                .contains(index.digest().hex())
                .contains(other.digest().hex());
        Path archive = home.resolve("archive.tar");
        davit.run("image", "save", "multi:1", "--platform", "linux/arm64", "-o", archive.toString())
                .succeeded();
        assertThat(Files.readString(archive, StandardCharsets.ISO_8859_1))
                .contains(other.manifest().config().digest().hex())
                .doesNotContain(image.manifest().config().digest().hex());
        assertThat(davit.run("image", "save", "multi:1", "--platform", "linux/s390x")
                        .failedWith(1)
                        .err())
                .contains("no image for linux/s390x")
                .contains("linux/amd64, linux/arm64");
    }

    @Test
    void billIsPrintedOfWhatDavitBuiltAndOfNothingElse() throws IOException {
        Image amd = davit.store().put(built(image, "one"));
        Image arm = davit.store().put(built(davit.image(Platform.of("linux", "arm64"), "two"), "two"));
        ImageIndex index = davit.store().put(ImageIndex.of(List.of(amd, arm), Map.of()));
        davit.store().tag(ImageReference.parse("multi:1"), index.digest());
        davit.store().tag(ImageReference.parse("single:1"), amd.digest());

        var bill = davit.run("image", "sbom", "single:1").succeeded().json();
        assertThat(bill.get("bomFormat").asString()).isEqualTo("CycloneDX");
        assertThat(bill.at("/metadata/component/name").asString()).isEqualTo("one");
        assertThat(davit.run("image", "sbom", "multi:1", "--platform", "linux/arm64")
                        .succeeded()
                        .json()
                        .at("/metadata/component/name")
                        .asString())
                .isEqualTo("two");
        assertThat(davit.run("image", "sbom", NAME.toString()).failedWith(1).err())
                .contains("Davit did not build " + NAME);
    }

    private static Image built(Image image, String title) {
        History step = new History(Optional.empty(), "davit build: application", "", false);
        return Image.of(
                image.config().withHistory(List.of(step)),
                image.layers(),
                Map.of("org.opencontainers.image.title", title));
    }

    @Test
    void imageIsNotSavedForAnotherPlatformThanItsOwn() {
        String archive = home.resolve("archive.tar").toString();

        assertThat(davit.run("image", "save", NAME.toString(), "--platform", "linux/arm64", "-o", archive)
                        .failedWith(1)
                        .err())
                .contains("no image for linux/arm64")
                .contains("linux/amd64");
        assertThat(davit.run("image", "save", NAME.toString(), "--platform", "arm", "-o", archive)
                        .failedWith(2)
                        .err())
                .contains("Not a platform: 'arm'");
        davit.run("image", "save", NAME.toString(), "--platform", "linux/amd64", "-o", archive)
                .succeeded();
    }

    @Test
    void removedImageIsGoneWithItsLayers() throws IOException {
        davit.store().tag(NAME.withTag("2"), image.digest());

        assertThat(davit.run("image", "rm", NAME.toString()).succeeded().out())
                .contains("Untagged: " + NAME)
                .contains("Freed: 0B");
        assertThat(davit.run("image", "rm", image.digest().hex().substring(0, 12))
                        .succeeded()
                        .out())
                .contains("Deleted: " + image.digest());
        assertThat(davit.store().find(image.digest())).isEmpty();
    }

    @Test
    void imageOfAServiceIsNotRemovedUnlessForced() throws IOException {
        Path state = Files.createFile(home.resolve("state.db"));
        davit.store().pin(state, Map.of("web v3", image.digest()));

        assertThat(davit.run("image", "rm", NAME.toString()).failedWith(1).err())
                .contains("is in use: web v3")
                .contains("--force");
        davit.run("image", "rm", "--force", NAME.toString()).succeeded();
        assertThat(davit.run("image", "gc", "--unused-for", "0s").succeeded().out())
                .contains("Nothing to delete");
        assertThat(davit.store().find(image.digest())).isPresent();
        assertThat(davit.run("image", "ls").out()).contains("<none>");
    }

    @Test
    void collectionTellsWhatItFreesAndWhatItKeeps() throws IOException {
        Image garbage = davit.store().put(davit.image(Platform.of("linux", "amd64"), "garbage"));

        assertThat(davit.run("image", "gc").succeeded().out())
                .contains("Nothing to delete; ")
                .contains("within 1h");
        var json = davit.run("image", "gc", "--dry-run", "--unused-for", "0s", "--output", "json")
                .succeeded()
                .json();
        assertThat(json.get("freed").asLong()).isEqualTo(garbage.size());
        assertThat(json.get("dryRun").asBoolean()).isTrue();
        assertThat(davit.store().find(garbage.digest())).isPresent();
        assertThat(davit.run("image", "gc", "--unused-for", "0").succeeded().out())
                .contains("Freed ")
                .contains(" in 3 blobs");
        assertThat(davit.store().find(garbage.digest())).isEmpty();
        assertThat(davit.run("image", "gc", "--unused-for", "soon")
                        .failedWith(2)
                        .err())
                .contains("'soon' is not a time");
    }
}
