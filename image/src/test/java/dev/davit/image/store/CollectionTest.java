package dev.davit.image.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is collected as garbage, and what must never be. */
class CollectionTest {

    private static final ImageReference WEB = ImageReference.parse("localhost:5000/web:1");

    @TempDir
    Path directory;

    private ImageStore store;

    @BeforeEach
    void openStore() throws IOException {
        store = ImageStore.open(directory.resolve("store"));
    }

    @Test
    void whatNoNameNeedsIsDeletedAndWhatIsSharedStays() throws IOException {
        Image kept = StoredImages.store(store, "shared", "kept");
        Image garbage = StoredImages.store(store, "shared", "garbage");
        store.tag(WEB, kept.digest());

        Freed wouldBe = store.collect(Duration.ZERO, true);
        assertThat(store.find(garbage.digest())).isPresent();
        Freed freed = store.collect(Duration.ZERO, false);

        assertThat(freed.blobs())
                .hasSameElementsAs(wouldBe.blobs())
                .containsExactlyInAnyOrder(
                        garbage.digest(), garbage.manifest().config().digest(), digest(garbage, 1));
        assertThat(freed.bytes())
                .isEqualTo(garbage.size()
                        - garbage.layers().getFirst().descriptor().size());
        assertThat(store.find(kept.digest())).isPresent();
        assertThat(store.find(garbage.digest())).isEmpty();
        assertThat(store.collect(Duration.ZERO, false).blobs()).isEmpty();
    }

    @Test
    void whatWasUsedRecentlyStays() throws IOException {
        Image image = StoredImages.store(store, "one");

        Freed freed = store.collect(Duration.ofHours(1), false);

        assertThat(freed.blobs()).isEmpty();
        assertThat(freed.tooRecent()).isEqualTo(image.size());
        assertThat(store.find(image.digest())).isPresent();
    }

    @Test
    void imageOfAServiceStaysForAsLongAsItsOwnerIsThere() throws IOException {
        Image first = StoredImages.store(store, "one");
        Image second = StoredImages.store(store, "two");
        Path owner = Files.createFile(directory.resolve("state.db"));
        store.pin(owner, Map.of("hello v1", first.digest(), "hello v2", second.digest()));
        store.collect(Duration.ZERO, false);
        assertThat(store.find(first.digest())).isPresent();
        assertThat(store.images(false))
                .allSatisfy(image -> assertThat(image.isUsed()).isTrue());

        store.pin(owner, Map.of("hello v2", second.digest()));
        store.collect(Duration.ZERO, false);
        assertThat(store.find(first.digest())).isEmpty();
        assertThat(store.find(second.digest())).isPresent();

        Files.delete(owner);
        store.collect(Duration.ZERO, false);
        assertThat(store.find(second.digest())).isEmpty();
    }

    @Test
    void whatALeaseHolderFoundStays() throws IOException {
        Image old = StoredImages.store(store, "old");
        try (Lease _ = store.lease()) {
            assertThat(store.findLayer(
                            old.layers().getFirst().descriptor(),
                            old.layers().getFirst().diffId()))
                    .isPresent();
            store.collect(Duration.ZERO, false);
            assertThat(store.has(digest(old, 0))).isTrue();
        }
        store.collect(Duration.ZERO, false);
        assertThat(store.has(digest(old, 0))).isFalse();
    }

    @Test
    void removedNamesTakeTheirImageWithThemUnlessItHasAnother() throws IOException {
        Image image = StoredImages.store(store, "one");
        store.tag(WEB, image.digest());
        store.tag(WEB.withTag("2"), image.digest());

        assertThat(store.remove(Set.of(WEB), Set.of()).blobs()).isEmpty();
        assertThat(store.tags()).containsOnlyKeys(WEB.withTag("2"));
        assertThat(store.remove(Set.of(), Set.of(image.digest())).blobs()).hasSize(3);
        assertThat(store.tags()).isEmpty();
        assertThat(store.find(image.digest())).isEmpty();
    }

    @Test
    void damagedManifestOfAnotherToolDoesNotStopACollection() throws IOException {
        Image image = StoredImages.store(store, "one");
        store.tag(WEB, image.digest());
        StoredImages.flip(store.blob(image.digest()));

        assertThat(store.collect(Duration.ZERO, false).blobs()).doesNotContain(image.digest());
    }

    @Test
    void buildersBesideACollectorNeverLoseWhatTheyHaveFound() throws Exception {
        StoredImages.store(store, "base");
        var done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var collector = threads.submit(() -> {
                while (!done.get()) {
                    store.collect(Duration.ZERO, false);
                }
                return true;
            });
            List<Callable<Boolean>> builders = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String name = "app" + i;
                builders.add(() -> buildAndName(name));
            }
            for (var built : threads.invokeAll(builders)) {
                assertThat(built.get()).isTrue();
            }
            done.set(true);
            assertThat(collector.get()).isTrue();
        }
        for (Digest digest : store.tags().values()) {
            assertThat(store.find(digest)).isPresent();
        }
    }

    @Test
    @Tag("slow")
    void leaseOfAKilledProcessCountsNoMore() throws Exception {
        Process holder = StoreWriterMain.process(
                        List.of(), "lease", store.directory().toString())
                .start();
        try (BufferedReader out = holder.inputReader()) {
            assertThat(out.readLine()).isEqualTo("held");
            Image image = StoredImages.store(store, "one");
            store.collect(Duration.ZERO, false);
            assertThat(store.find(image.digest())).isPresent();

            holder.destroyForcibly().waitFor();

            store.collect(Duration.ZERO, false);
            assertThat(store.find(image.digest())).isEmpty();
            assertThat(store.directory().resolve("leases")).isEmptyDirectory();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    @Tag("slow")
    void fileThatAKilledProcessWasWritingIsDeletedAndThatOfALivingOneIsNot() throws Exception {
        Process writer = StoreWriterMain.process(
                        List.of(), "hang", store.directory().toString())
                .start();
        Path ingest = store.directory().resolve("ingest");
        try (BufferedReader out = writer.inputReader()) {
            assertThat(out.readLine()).isEqualTo("writing");
            ImageStore.open(store.directory());
            assertThat(ingest).isNotEmptyDirectory();

            writer.destroyForcibly().waitFor();

            ImageStore.open(store.directory());
            assertThat(ingest).isEmptyDirectory();
        } finally {
            writer.destroyForcibly();
        }
    }

    /** As a build does: what is there is used again, what is not is made. */
    private boolean buildAndName(String name) throws IOException {
        for (int i = 0; i < 8; i++) {
            try (Lease _ = store.lease()) {
                Image image = StoredImages.store(store, "base", name + i);
                for (Layer layer : image.layers()) {
                    Descriptor descriptor = layer.descriptor();
                    assertThat(store.findLayer(descriptor, layer.diffId())).isPresent();
                }
                store.tag(ImageReference.parse(name), image.digest());
                assertThat(store.find(image.digest())).isPresent();
            }
        }
        return true;
    }

    private static Digest digest(Image image, int layer) {
        return image.layers().get(layer).descriptor().digest();
    }
}
