package dev.davit.image.store;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import dev.davit.image.Manifest;
import dev.davit.image.layer.BuiltLayer;
import dev.davit.image.layer.LayerBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Images on disk, as an OCI image layout (OCI image specification, "image layout"). Safe for use by many threads and
 * processes at once. What cannot be read or written is reported as an {@link ImageStoreException}.
 */
public final class ImageStore {

    private static final String REFERENCE = "org.opencontainers.image.ref.name";
    private static final byte[] LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);

    private final Path root;
    private final Blobs blobs;
    private final StoreIndex index;

    private ImageStore(Path root) {
        this.root = root;
        this.blobs = new Blobs(root);
        this.index = new StoreIndex(root);
    }

    /** Opens the store in this directory, which is made if it is not there. */
    public static ImageStore open(Path directory) throws ImageStoreException {
        var store = new ImageStore(directory.toAbsolutePath().normalize());
        store.prepare();
        return store;
    }

    /** Where the store lies. */
    public Path directory() {
        return root;
    }

    /** Writes a layer straight into the store. */
    public Layer buildLayer(LayerBuilder builder) throws IOException {
        List<BuiltLayer> built = new ArrayList<>();
        blobs.write(OptionalLong.empty(), out -> {
            built.add(builder.writeTo(out));
            return built.getFirst().descriptor().digest();
        });
        return layer(built.getFirst().descriptor(), built.getFirst().diffId());
    }

    /**
     * A layer whose bytes are here already.
     *
     * @throws ImageStoreException when they are not, or their size is wrong
     */
    public Layer layer(Descriptor descriptor, Digest diffId) throws ImageStoreException {
        Path path = blob(descriptor.digest());
        if (!blobs.has(descriptor)) {
            throw ImageStoreException.corrupt(
                    path,
                    "a layer of " + descriptor.size() + " bytes should be there",
                    "Build or pull the image again");
        }
        return new Layer(descriptor, diffId, () -> Files.newInputStream(path));
    }

    /** Stores an image: those of its parts that are not here yet. It stays without a name until {@link #tag}. */
    public Image put(Image image) throws IOException {
        List<Layer> stored = new ArrayList<>();
        for (Layer layer : image.layers()) {
            if (!blobs.has(layer.descriptor())) {
                try (InputStream in = layer.open()) {
                    blobs.copy(layer.descriptor(), in);
                }
            }
            stored.add(layer(layer.descriptor(), layer.diffId()));
        }
        blobs.write(image.manifest().config().digest(), image.configBytes());
        blobs.write(image.digest(), image.manifest().bytes());
        return Image.of(image.manifest(), image.configBytes(), stored);
    }

    /** The image with this manifest, if all of it is here and its manifest and configuration are undamaged. */
    public Optional<Image> find(Digest digest) throws ImageStoreException {
        try {
            Optional<Manifest> manifest = blobs.read(digest).map(Manifest::parse);
            if (manifest.isEmpty() || !manifest.get().layers().stream().allMatch(blobs::has)) {
                return Optional.empty();
            }
            Optional<byte[]> config = blobs.read(manifest.get().config().digest());
            return config.isEmpty() ? Optional.empty() : Optional.of(image(manifest.get(), config.get()));
        } catch (IllegalArgumentException e) {
            throw ImageStoreException.corrupt(
                    blob(digest), String.valueOf(e.getMessage()), "It is no image that this version can read");
        }
    }

    /** Gives an image this name, and takes the name from another image that may have had it. */
    public void tag(ImageReference reference, Digest manifest) throws ImageStoreException {
        byte[] bytes = blobs.read(manifest)
                .orElseThrow(() -> ImageStoreException.corrupt(
                        blob(manifest), "no such manifest is stored", "Store the image before it is tagged"));
        Manifest parsed = Manifest.parse(bytes);
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(REFERENCE, reference.toString());
        Descriptor entry = parsed.descriptor().withAnnotations(annotations);
        index.update(now -> now.manifests().contains(entry)
                ? now
                : now.without(other -> isNamed(other, reference)).plus(entry));
    }

    /** Takes a name away; the image itself stays. */
    public void untag(ImageReference reference) throws ImageStoreException {
        index.update(now -> now.without(entry -> isNamed(entry, reference)));
    }

    /** The manifest that has this name. A reference with a digest means that digest, if it is stored. */
    public Optional<Digest> resolve(ImageReference reference) throws ImageStoreException {
        if (reference.digest().isPresent()) {
            return reference.digest().filter(this::has);
        }
        return index.read().manifests().stream()
                .filter(entry -> isNamed(entry, reference))
                .map(Descriptor::digest)
                .findFirst();
    }

    /** All names, with the manifests that have them, in the order in which they were given. */
    public Map<ImageReference, Digest> tags() throws ImageStoreException {
        Map<ImageReference, Digest> tags = new LinkedHashMap<>();
        for (Descriptor entry : index.read().manifests()) {
            reference(entry).ifPresent(reference -> tags.put(reference, entry.digest()));
        }
        return tags;
    }

    /** Whether a blob of this name is here. */
    public boolean has(Digest digest) {
        return blobs.has(digest);
    }

    /** Where the blob of this name is, or would be. Nothing may write there. */
    public Path blob(Digest digest) {
        return blobs.path(digest);
    }

    private Image image(Manifest manifest, byte[] config) throws ImageStoreException {
        List<Digest> diffIds = ImageConfig.parse(config).diffIds();
        if (diffIds.size() != manifest.layers().size()) {
            throw new IllegalArgumentException(
                    "the manifest names " + manifest.layers().size() + " layers, its configuration " + diffIds.size());
        }
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < diffIds.size(); i++) {
            layers.add(layer(manifest.layers().get(i), diffIds.get(i)));
        }
        return Image.of(manifest, config, layers);
    }

    private void prepare() throws ImageStoreException {
        blobs.prepare(Clock.systemUTC());
        Path layout = root.resolve("oci-layout");
        try {
            if (!Files.exists(layout) || !Arrays.equals(Files.readAllBytes(layout), LAYOUT)) {
                Path passing = root.resolve("ingest").resolve(UUID.randomUUID().toString());
                try (var out = new IngestOutput(passing, OptionalLong.of(LAYOUT.length))) {
                    out.write(LAYOUT);
                }
                Files.move(passing, layout, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw ImageStoreException.of("write", layout, OptionalLong.of(LAYOUT.length), e);
        }
        if (!Files.exists(root.resolve("index.json"))) {
            index.update(now -> now);
        }
    }

    private static boolean isNamed(Descriptor entry, ImageReference reference) {
        return reference.toString().equals(entry.annotations().get(REFERENCE));
    }

    private static Optional<ImageReference> reference(Descriptor entry) {
        String name = entry.annotations().get(REFERENCE);
        try {
            return Optional.ofNullable(name).map(ImageReference::parse);
        } catch (IllegalArgumentException e) {
            // Another tool may have put a name there that is none here.
            return Optional.empty();
        }
    }
}
