package dev.davit.image.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.davit.image.ContainerConfig;
import dev.davit.image.Content;
import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageIndex;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import dev.davit.image.MediaTypes;
import dev.davit.image.Platform;
import dev.davit.image.layer.LayerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {

    private static final ImageReference NAME = ImageReference.parse("localhost:5000/web:1");

    @TempDir
    Path directory;

    private ImageStore store;

    @BeforeEach
    void openStore() throws IOException {
        store = ImageStore.open(directory.resolve("store"));
    }

    @Test
    void freshStoreIsAnOciLayout() {
        assertThat(store.directory().resolve("oci-layout")).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
        assertThat(store.directory().resolve("index.json"))
                .hasContent(
                        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}");
    }

    @Test
    void storedImageIsFoundAgainByAnotherOpening() throws IOException {
        Image image = image("one");
        store.put(image);
        store.tag(NAME, image.digest());

        ImageStore again = ImageStore.open(store.directory());

        assertThat(again.resolve(NAME)).contains(image.digest());
        assertThat(again.resolve(NAME.withDigest(image.digest()))).contains(image.digest());
        assertThat(again.find(image.digest())).contains(image);
        try (var in =
                again.find(image.digest()).orElseThrow().layers().getFirst().open()) {
            assertThat(Digest.sha256(in.readAllBytes()))
                    .isEqualTo(image.layers().getFirst().descriptor().digest());
        }
        assertThat(again.tags()).containsExactly(Map.entry(NAME, image.digest()));
    }

    @Test
    void nameMovesToTheNewImage() throws IOException {
        Image one = store.put(image("one"));
        Image two = store.put(image("two"));
        store.tag(NAME, one.digest());
        store.tag(NAME.withTag("2"), one.digest());
        store.tag(NAME, two.digest());

        assertThat(store.resolve(NAME)).contains(two.digest());
        assertThat(store.resolve(NAME.withTag("2"))).contains(one.digest());
        store.untag(NAME);
        assertThat(store.resolve(NAME)).isEmpty();
        assertThat(store.find(two.digest())).isPresent();
    }

    @Test
    void indexIsStoredWithItsImagesAndFoundWithThoseThatAreHere() throws IOException {
        Image one = image("one");
        Image two = image("two");
        ImageIndex index = ImageIndex.of(List.of(one, two), Map.of());
        store.put(index);
        store.tag(NAME, index.digest());

        assertThat(store.resolve(NAME)).contains(index.digest());
        assertThat(store.findIndex(index.digest())).contains(index);
        assertThat(store.find(index.digest())).isEmpty();
        assertThat(store.findIndex(one.digest())).isEmpty();
        assertThat(store.images(false)).singleElement().satisfies(stored -> {
            assertThat(stored.names()).containsExactly(NAME);
            assertThat(stored.variants()).hasSize(2);
            assertThat(stored.isComplete()).isTrue();
        });
        assertThat(store.images(true)).hasSize(1);
        assertThat(store.collect(Duration.ZERO, false).blobs()).isEmpty();

        Files.delete(store.blob(two.layers().getFirst().descriptor().digest()));
        assertThat(store.findIndex(index.digest()).orElseThrow().images()).containsExactly(one);
    }

    @Test
    void repositoriesThatHaveALayerAreRemembered() throws IOException {
        Image image = image("one");
        Layer layer = image.layers().getFirst();
        Content pulled = new Content() {
            @Override
            public InputStream open() throws IOException {
                return layer.open();
            }

            @Override
            public List<ImageReference> repositories() {
                return List.of(NAME);
            }
        };
        store.put(Image.of(
                image.manifest(), image.configBytes(), List.of(new Layer(layer.descriptor(), layer.diffId(), pulled))));
        Image again = ImageStore.open(store.directory()).find(image.digest()).orElseThrow();
        store.noteRepository(again, ImageReference.parse("ghcr.io/acme/web:2"));
        store.noteRepository(again, NAME.withTag("9"));

        assertThat(again.layers().getFirst().content().repositories())
                .extracting(ImageReference::name)
                .containsExactly("localhost:5000/web", "ghcr.io/acme/web");
    }

    @Test
    void blobsMayBeNamedBySha512() throws IOException, NoSuchAlgorithmException {
        byte[] content = "tar".getBytes(UTF_8);
        Digest sha512 = new Digest(
                "sha512",
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(content)));
        Layer layer = new Layer(
                Descriptor.of(MediaTypes.OCI_LAYER_TAR, sha512, content.length),
                Digest.sha256(content),
                () -> new ByteArrayInputStream(content));
        Image image = store.put(Image.of(config(), List.of(layer), Map.of()));

        assertThat(store.find(image.digest())).contains(image);
        StoredImages.flip(store.blob(sha512));
        assertThat(store.find(image.digest())).isEmpty();
        assertThat(store.has(sha512)).isFalse();
    }

    @Test
    void whatIsNotThereIsNotFound() throws IOException {
        Digest missing = Digest.sha256(new byte[0]);

        assertThat(store.find(missing)).isEmpty();
        assertThat(store.has(missing)).isFalse();
        assertThat(store.resolve(NAME)).isEmpty();
        assertThat(store.resolve(NAME.withDigest(missing))).isEmpty();
        assertThatExceptionOfType(ImageStoreException.class)
                .isThrownBy(() -> store.tag(NAME, missing))
                .withMessageContaining("no such manifest");
        assertThatExceptionOfType(ImageStoreException.class)
                .isThrownBy(() -> store.layer(Descriptor.of(MediaTypes.OCI_LAYER_TAR, missing, 7), missing));
    }

    @Test
    void blobThatIsThereIsNotWrittenAgain() throws IOException {
        Image image = store.put(image("one"));
        Path blob = store.blob(image.layers().getFirst().descriptor().digest());
        Object file = Files.getAttribute(blob, "unix:ino");

        store.put(image("one"));

        assertThat(Files.getAttribute(blob, "unix:ino")).isEqualTo(file);
    }

    @Test
    void damagedManifestOrConfigurationIsAbsentUntilItIsStoredAgain() throws IOException {
        Image image = store.put(image("one"));
        for (Digest part : List.of(image.digest(), image.manifest().config().digest())) {
            byte[] bytes = Files.readAllBytes(store.blob(part));
            bytes[5] ^= 1;
            Files.write(store.blob(part), bytes);

            assertThat(store.find(image.digest())).isEmpty();
            store.put(image);
            assertThat(store.find(image.digest())).contains(image);
        }
    }

    @Test
    void imageWithACutLayerIsAbsentUntilItIsStoredAgain() throws IOException {
        Image image = image("one");
        store.put(image);
        Path blob = store.blob(image.layers().getFirst().descriptor().digest());
        byte[] whole = Files.readAllBytes(blob);
        Files.write(blob, new byte[0]);

        assertThat(store.find(image.digest())).isEmpty();
        Files.write(directory.resolve("elsewhere"), whole);
        Layer elsewhere = new Layer(
                image.layers().getFirst().descriptor(),
                image.layers().getFirst().diffId(),
                () -> Files.newInputStream(directory.resolve("elsewhere")));
        store.put(Image.of(image.manifest(), image.configBytes(), List.of(elsewhere)));
        assertThat(store.find(image.digest())).contains(image);
    }

    @Test
    void layerThatIsNotWhatItSaysIsRefusedAndLeavesNothing() throws IOException {
        byte[] content = "not what it says".getBytes(UTF_8);
        Digest other = Digest.sha256(new byte[] {1});
        Layer lying = new Layer(
                Descriptor.of(MediaTypes.OCI_LAYER_TAR, other, content.length),
                other,
                () -> new ByteArrayInputStream(content));

        assertThatExceptionOfType(ImageStoreException.class)
                .isThrownBy(() -> store.put(Image.of(config(), List.of(lying), Map.of())))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ImageStoreException.Reason.CORRUPT));
        assertThat(store.has(other)).isFalse();
        assertThat(store.directory().resolve("ingest")).isEmptyDirectory();
    }

    @Test
    void failedLayerLeavesNothing() {
        LayerBuilder builder = new LayerBuilder().addFile("a", directory.resolve("missing"), 0644);

        assertThatThrownBy(() -> store.buildLayer(builder)).hasMessageContaining("missing");
        assertThat(store.directory().resolve("ingest")).isEmptyDirectory();
    }

    @Test
    void openingDeletesWhatDeadProcessesWereWritingAndNothingElse() throws IOException {
        Path left = Files.createFile(store.directory().resolve("ingest/left"));

        try (Claim claim = Claim.make(store.directory().resolve("ingest"))) {
            ImageStore.open(store.directory());

            assertThat(left).doesNotExist();
            assertThat(claim.file()).exists();
        }
    }

    @Test
    void damagedIndexIsNamed() throws IOException {
        Files.writeString(store.directory().resolve("index.json"), "{\"schemaVersion\":2,");

        assertThatExceptionOfType(ImageStoreException.class)
                .isThrownBy(() -> store.resolve(NAME))
                .withMessageContaining("index.json is damaged")
                .withMessageContaining("Remove this file");
    }

    @Test
    void namesThatOtherToolsGaveAreLeftAlone() throws IOException {
        Image image = store.put(image("one"));
        Path index = store.directory().resolve("index.json");
        Files.writeString(
                index,
                "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"digest\":\""
                        + image.digest() + "\",\"size\":1,\"urls\":[\"u\"],"
                        + "\"annotations\":{\"org.opencontainers.image.ref.name\":\"Not A Name\"}}]}");

        store.tag(NAME, image.digest());

        assertThat(index).content().contains("\"urls\":[\"u\"]").contains("Not A Name");
        assertThat(store.tags()).containsOnlyKeys(NAME);
    }

    @Test
    void directoryThatCannotBeIsNamed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatExceptionOfType(ImageStoreException.class)
                .isThrownBy(() -> ImageStore.open(file))
                .withMessageContaining("Cannot create " + file)
                .satisfies(e -> assertThat(e.path()).hasToString(file + "/blobs"));
    }

    private Image image(String content) throws IOException {
        Path scratch = Files.createTempFile(directory, "layer", "");
        Layer layer =
                new LayerBuilder().addBytes("f", content.getBytes(UTF_8), 0644).writeTo(scratch);
        return Image.of(config(), List.of(layer), Map.of("content", content));
    }

    private static ImageConfig config() {
        return ImageConfig.of(
                Platform.of("linux", "amd64"),
                Optional.empty(),
                ContainerConfig.builder().build());
    }
}
