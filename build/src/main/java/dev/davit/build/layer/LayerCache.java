package dev.davit.build.layer;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Layer;
import dev.davit.image.store.ImageStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Remembers which layer of the store a plan came to. Safe for use by many threads and processes at once. */
public final class LayerCache {
    private final ImageStore store;
    private final Path folder;

    /** @param folder where the notes are kept; made when first needed */
    public LayerCache(ImageStore store, Path folder) {
        this.store = store;
        this.folder = folder;
    }

    /** The layer of this plan: the one in the store, or a new one where that was collected or is damaged. */
    public Made get(LayerPlan plan) throws IOException {
        Digest key = plan.key();
        Optional<Layer> known = find(key);
        return known.isPresent() ? new Made(known.get(), false) : new Made(make(key, plan), true);
    }

    /** The layer with this key, of its plan or its own, if it is known and still in the store. */
    public Optional<Layer> find(Digest key) throws IOException {
        return read(folder.resolve(key.hex()));
    }

    /** Makes a layer that has a key of its own, since its content is not known before it is made. */
    public Layer make(Digest key, LayerPlan plan) throws IOException {
        Layer layer = store.buildLayer(plan.builder());
        Descriptor descriptor = layer.descriptor();
        Optional<LayerContents> contents = plan.contents();
        if (contents.isPresent()) {
            contents.get().write(contentsOf(folder, layer.diffId()));
        }
        AtomicFile.write(
                folder.resolve(key.hex()),
                (descriptor.mediaType() + "\n" + descriptor.digest() + "\n" + descriptor.size() + "\n" + layer.diffId()
                                + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        return layer;
    }

    /**
     * What a layer was made of, as far as some cache in this folder knows.
     *
     * @param diffId of the layer
     */
    public static Optional<LayerContents> contents(Path folder, Digest diffId) throws IOException {
        return LayerContents.read(contentsOf(folder, diffId));
    }

    private static Path contentsOf(Path folder, Digest diffId) {
        return folder.resolve("contents").resolve(diffId.hex());
    }

    /**
     * A layer of the store.
     *
     * @param fresh whether it had to be made
     */
    public record Made(Layer layer, boolean fresh) {}

    private Optional<Layer> read(Path note) throws IOException {
        try {
            String[] lines = Files.readString(note).split("\n", -1);
            Descriptor descriptor = Descriptor.of(lines[0], Digest.parse(lines[1]), Long.parseLong(lines[2]));
            return store.findLayer(descriptor, Digest.parse(lines[3]));
        } catch (NoSuchFileException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            // Without a note that can be read the layer is made again, and the note with it.
            return Optional.empty();
        }
    }
}
