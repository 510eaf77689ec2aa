package dev.davit.image.store;

import static dev.davit.image.store.StoredImages.flip;
import static dev.davit.image.store.StoredImages.layer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.davit.image.Image;
import dev.davit.image.Layer;
import dev.davit.image.rootfs.RootFilesystem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is damaged counts as missing and is never served. */
class DamageTest {

    @TempDir
    Path directory;

    private ImageStore store;
    private Image image;
    private Path blob;

    @BeforeEach
    void anImage() throws IOException {
        store = ImageStore.open(directory.resolve("store"));
        image = StoredImages.store(store, "one", "two");
        blob = layer(store, image, 1);
    }

    @Test
    void changedByteMakesTheLayerMissingHoweverSoonItIsWritten() throws IOException {
        flip(blob);

        assertThat(store.findLayer(
                        image.layers().get(1).descriptor(),
                        image.layers().get(1).diffId()))
                .isEmpty();
        assertThat(blob).doesNotExist();
        assertThat(store.find(image.digest())).isEmpty();
        assertThat(layer(store, image, 0)).exists();
    }

    @Test
    void changeThatKeepsTheModificationTimeIsSeen() throws IOException {
        FileTime before = Files.getLastModifiedTime(blob);
        flip(blob);
        Files.setLastModifiedTime(blob, before);

        assertThat(store.find(image.digest())).isEmpty();
    }

    @Test
    void anotherFileUnderTheNameIsSeen() throws IOException {
        Path other = directory.resolve("other");
        Files.copy(blob, other, StandardCopyOption.COPY_ATTRIBUTES);
        flip(other);
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(blob));
        Files.move(other, blob, StandardCopyOption.ATOMIC_MOVE);

        assertThat(store.find(image.digest())).isEmpty();
    }

    @Test
    void cutAndLengthenedLayersAreMissing() throws IOException {
        Files.write(blob, new byte[] {1}, StandardOpenOption.APPEND);
        assertThat(store.find(image.digest())).isEmpty();

        StoredImages.store(store, "one", "two");
        assertThat(store.find(image.digest())).isPresent();
        Files.write(blob, new byte[0]);
        assertThat(store.find(image.digest())).isEmpty();
    }

    @Test
    void fileThatWasTouchedOnlyIsDigestedOnceAndStays() throws IOException {
        Files.setLastModifiedTime(blob, FileTime.fromMillis(1_000_000));

        assertThat(store.find(image.digest())).isPresent();
        assertThat(store.find(image.digest())).isPresent();
    }

    @Test
    void storeWithoutStampsIsStillGood() throws IOException {
        Path stamps = store.directory().resolve("stamps/sha256");
        try (var files = Files.list(stamps)) {
            for (Path stamp : files.toList()) {
                Files.delete(stamp);
            }
        }

        assertThat(store.find(image.digest())).isPresent();
        assertThat(stamps.resolve(blob.getFileName())).exists();
    }

    @Test
    void damageThatTheFileSystemDoesNotTellIsFoundBeforeTheLastByteIsRead() throws IOException {
        Layer layer = store.find(image.digest()).orElseThrow().layers().get(1);
        damageSecretly();

        var read = new ByteArrayOutputStream();
        assertThatExceptionOfType(ImageStoreException.class)
                .isThrownBy(() -> {
                    try (InputStream in = layer.open()) {
                        in.transferTo(read);
                    }
                })
                .withMessageContaining("not what its digest says")
                .withMessageContaining("Run the command again")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ImageStoreException.Reason.CORRUPT));

        assertThat((long) read.size()).isLessThan(layer.descriptor().size());
        assertThat(blob).doesNotExist();
        assertThat(store.find(image.digest())).isEmpty();
    }

    @Test
    void unpackingRefusesIt() throws IOException {
        Image found = store.find(image.digest()).orElseThrow();
        damageSecretly();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> RootFilesystem.unpack(found, directory.resolve("root")))
                .withMessageContaining("damaged");
        assertThat(directory.resolve("root")).doesNotExist();
    }

    @Test
    void layerThatWasDeletedMeanwhileIsNamed() throws IOException {
        Layer layer = store.find(image.digest()).orElseThrow().layers().get(1);
        Files.delete(blob);

        assertThatExceptionOfType(ImageStoreException.class)
                .isThrownBy(layer::open)
                .withMessageContaining("not there any more");
    }

    @Test
    void damagedLayerIsStoredAgain() throws IOException {
        Files.copy(blob, directory.resolve("elsewhere"));
        Layer good = image.layers().get(1);
        Image elsewhere = Image.of(
                image.manifest(),
                image.configBytes(),
                List.of(
                        image.layers().get(0),
                        new Layer(
                                good.descriptor(),
                                good.diffId(),
                                () -> Files.newInputStream(directory.resolve("elsewhere")))));
        flip(blob);

        store.put(elsewhere);

        assertThat(store.find(image.digest())).isPresent();
        assertThat(blob).hasSameBinaryContentAs(directory.resolve("elsewhere"));
    }

    /** What a failing disk does: other bytes, and the file system says nothing. */
    private void damageSecretly() throws IOException {
        flip(blob);
        Stamp.age(blob);
        Files.writeString(
                store.directory().resolve("stamps/sha256").resolve(blob.getFileName()),
                Stamp.of(blob).orElseThrow().text());
    }
}
