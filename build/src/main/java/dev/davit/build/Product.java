package dev.davit.build;

import dev.davit.app.Base;
import dev.davit.build.revision.Commit;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageIndex;
import dev.davit.image.store.ImageStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The images of a build, one for each platform.
 *
 * @param index names them where there are several
 */
record Product(List<Image> images, Optional<ImageIndex> index) {
    private static final String BASE_DIGEST = "org.opencontainers.image.base.digest";

    Product {
        images = List.copyOf(images);
    }

    static Product of(List<Image> images) {
        if (images.size() == 1) {
            return new Product(images, Optional.empty());
        }
        Map<String, String> annotations =
                new TreeMap<>(images.getFirst().manifest().annotations());
        // The only one that is not the same for all.
        annotations.remove(BASE_DIGEST);
        return new Product(images, Optional.of(ImageIndex.of(images, annotations)));
    }

    /** What the store has under this digest, if it has all of it. */
    static Optional<Product> find(ImageStore store, Digest digest) throws IOException {
        Optional<Image> image = store.find(digest);
        if (image.isPresent()) {
            return Optional.of(new Product(List.of(image.get()), Optional.empty()));
        }
        return store.findIndex(digest)
                .filter(index ->
                        index.images().size() == index.index().manifests().size())
                .map(index -> new Product(index.images(), Optional.of(index)));
    }

    Product put(ImageStore store) throws IOException {
        if (index.isPresent()) {
            ImageIndex stored = store.put(index.get());
            return new Product(stored.images(), Optional.of(stored));
        }
        return new Product(List.of(store.put(images.getFirst())), Optional.empty());
    }

    /** The same as it is for this commit. */
    Product at(Optional<Commit> commit) {
        return of(images.stream().map(image -> Labels.at(image, commit)).toList());
    }

    Digest digest() {
        return index.map(ImageIndex::digest).orElseGet(() -> images.getFirst().digest());
    }

    Built built(Optional<Commit> commit, boolean changed) {
        Image here = images.stream()
                .filter(image -> Base.here().runs(image.config().platform()))
                .findFirst()
                .orElse(images.getFirst());
        return new Built(here, index, commit.map(Commit::id), changed);
    }
}
