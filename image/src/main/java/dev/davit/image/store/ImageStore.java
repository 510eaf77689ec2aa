package dev.davit.image.store;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageIndex;
import dev.davit.image.ImageReference;
import dev.davit.image.Index;
import dev.davit.image.Layer;
import dev.davit.image.Manifest;
import dev.davit.image.MediaTypes;
import dev.davit.image.layer.BuiltLayer;
import dev.davit.image.layer.LayerBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Images on disk, as an OCI image layout (OCI image specification, "image layout"). Safe for use by many threads and
 * processes at once, and for processes that are killed. What cannot be read or written is reported as an
 * {@link ImageStoreException}.
 *
 * <p>What the store gives is what it was given: a blob whose file has changed counts as missing and is deleted, and the
 * bytes of a layer are digested while they are read.
 */
public final class ImageStore {

    private static final String REFERENCE = "org.opencontainers.image.ref.name";
    private static final byte[] LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);

    private final Path root;
    private final Blobs blobs;
    private final Origins origins;
    private final StoreIndex index;
    private final Pins pins;
    private final StoreLock lock;

    private ImageStore(Path root) {
        this.root = root;
        this.blobs = new Blobs(root);
        this.origins = new Origins(root);
        this.index = new StoreIndex(root);
        this.pins = new Pins(root);
        this.lock = StoreLock.of(root);
    }

    /** Opens the store in this directory, which is made if it is not there. */
    public static ImageStore open(Path directory) throws ImageStoreException {
        Path root = directory.toAbsolutePath().normalize();
        Blobs.prepare(root);
        try {
            // Locks are told apart by path.
            root = root.toRealPath();
        } catch (IOException e) {
            throw ImageStoreException.of("open", root, OptionalLong.empty(), e);
        }
        var store = new ImageStore(root);
        store.prepare();
        return store;
    }

    /** Where the store lies. */
    public Path directory() {
        return root;
    }

    /** Keeps what is written, found and stored from now on from being collected, until the lease is closed. */
    public Lease lease() throws ImageStoreException {
        return Lease.take(root);
    }

    /** Writes a layer straight into the store. */
    public Layer buildLayer(LayerBuilder builder) throws IOException {
        List<BuiltLayer> built = new ArrayList<>();
        blobs.write(OptionalLong.empty(), out -> {
            built.add(builder.writeTo(out));
            return built.getFirst().descriptor().digest();
        });
        return stored(built.getFirst().descriptor(), built.getFirst().diffId());
    }

    /**
     * A layer whose bytes are here already.
     *
     * @throws ImageStoreException when they are not, or are damaged
     */
    public Layer layer(Descriptor descriptor, Digest diffId) throws ImageStoreException {
        return findLayer(descriptor, diffId)
                .orElseThrow(() -> ImageStoreException.corrupt(
                        blob(descriptor.digest()),
                        "a layer of " + descriptor.size() + " bytes should be there",
                        "Build or pull the image again"));
    }

    /** A layer whose bytes are here already, if they are, and undamaged. */
    public Optional<Layer> findLayer(Descriptor descriptor, Digest diffId) throws ImageStoreException {
        return blobs.isIntact(descriptor) ? Optional.of(stored(descriptor, diffId)) : Optional.empty();
    }

    /**
     * Stores an image: those of its parts that are not here yet, several layers at once, each verified. It stays without
     * a name until {@link #tag}.
     */
    public Image put(Image image) throws IOException {
        try (Lease _ = lease()) {
            store(List.of(image));
        }
        return stored(image);
    }

    /** Stores an index with its images, as {@link #put(Image)} does. Its own bytes come last. */
    public ImageIndex put(ImageIndex images) throws IOException {
        try (Lease _ = lease()) {
            store(images.images());
            blobs.write(images.digest(), images.index().bytes());
        }
        return ImageIndex.of(
                images.index(), images.images().stream().map(this::stored).toList());
    }

    private void store(List<Image> images) throws IOException {
        Map<Descriptor, Layer> missing = new LinkedHashMap<>();
        for (Image image : images) {
            for (Layer layer : image.layers()) {
                if (!missing.containsKey(layer.descriptor()) && !blobs.isIntact(layer.descriptor())) {
                    missing.put(layer.descriptor(), layer);
                }
                origins.add(layer.descriptor().digest(), layer.content().repositories());
            }
        }
        SideBySide.run(missing.values().stream()
                .<Callable<Digest>>map(layer -> () -> {
                    try (InputStream in = layer.open()) {
                        blobs.copy(layer.descriptor(), in);
                    }
                    return layer.descriptor().digest();
                })
                .toList());
        for (Image image : images) {
            blobs.write(image.manifest().config().digest(), image.configBytes());
            blobs.write(image.digest(), image.manifest().bytes());
        }
    }

    /** The image with this manifest, if all of it is here and undamaged. An index is no image. */
    public Optional<Image> find(Digest digest) throws ImageStoreException {
        try (var _ = lock.shared()) {
            Optional<byte[]> bytes = blobs.read(digest);
            if (bytes.isEmpty() || isIndex(digest, bytes.get())) {
                return Optional.empty();
            }
            Manifest manifest = Manifest.parse(bytes.get());
            Optional<byte[]> config = blobs.read(manifest.config().digest());
            return config.isEmpty() ? Optional.empty() : image(manifest, config.get());
        } catch (IllegalArgumentException e) {
            throw ImageStoreException.corrupt(
                    blob(digest), String.valueOf(e.getMessage()), "It is no image that this version can read");
        }
    }

    /** The index of this digest with those of its images that are here, whole and undamaged, if there is any. */
    public Optional<ImageIndex> findIndex(Digest digest) throws ImageStoreException {
        try (var _ = lock.shared()) {
            Optional<byte[]> bytes = blobs.read(digest);
            if (bytes.isEmpty() || !isIndex(digest, bytes.get())) {
                return Optional.empty();
            }
            Index found = Index.parse(bytes.get());
            List<Image> images = new ArrayList<>();
            for (Descriptor entry : found.manifests()) {
                if (MediaTypes.isManifest(entry.mediaType())) {
                    find(entry.digest()).ifPresent(images::add);
                }
            }
            return images.isEmpty() ? Optional.empty() : Optional.of(ImageIndex.of(found, images));
        } catch (IllegalArgumentException e) {
            throw ImageStoreException.corrupt(
                    blob(digest), String.valueOf(e.getMessage()), "It is no index that this version can read");
        }
    }

    /** Gives an image or an index this name, and takes the name from another one that may have had it. */
    public void tag(ImageReference reference, Digest manifest) throws ImageStoreException {
        try (var _ = lock.shared()) {
            byte[] bytes = blobs.read(manifest)
                    .orElseThrow(() -> ImageStoreException.corrupt(
                            blob(manifest), "no such manifest is stored", "Store the image before it is tagged"));
            Descriptor entry =
                    Inventory.describe(manifest, bytes).withAnnotations(Map.of(REFERENCE, reference.toString()));
            index.update(now -> now.manifests().contains(entry)
                    ? now
                    : now.without(other -> isNamed(other, reference)).plus(entry));
        }
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

    /**
     * The images that have a name or a use.
     *
     * @param all those that have neither too
     */
    public List<StoredImage> images(boolean all) throws ImageStoreException {
        return new Inventory(blobs).images(tags(), pins.all(), all);
    }

    /**
     * Keeps images from being collected for as long as something of their owner's is there, whether or not the owner
     * runs. Takes the place of what the owner has pinned before.
     *
     * @param owner a file or folder that goes when the owner does
     * @param images what for, such as {@code hello v3}, and which
     */
    public void pin(Path owner, Map<String, Digest> images) throws ImageStoreException {
        pins.set(owner, images);
    }

    /** Notes that a repository has all blobs of an image, so that a push to another one there need not send them. */
    public void noteRepository(Image image, ImageReference repository) {
        for (Layer layer : image.layers()) {
            origins.add(layer.descriptor().digest(), List.of(repository));
        }
    }

    /**
     * Deletes what no name, no pin and no lease needs.
     *
     * @param unusedFor what was written, found or stored more recently stays too
     * @param dryRun delete nothing, and tell what would be
     */
    public Freed collect(Duration unusedFor, boolean dryRun) throws ImageStoreException {
        try (var _ = lock.alone()) {
            blobs.sweep();
            return collector().collect(blobs.all(), Instant.now().minus(unusedFor), dryRun);
        }
    }

    /** Takes these names away and all names of these images, and deletes what nothing else needs. */
    public Freed remove(Set<ImageReference> names, Set<Digest> images) throws ImageStoreException {
        try (var _ = lock.alone()) {
            Set<Digest> named = new LinkedHashSet<>(images);
            index.update(now -> {
                now.manifests().stream()
                        .filter(entry -> names.stream().anyMatch(name -> isNamed(entry, name)))
                        .forEach(entry -> named.add(entry.digest()));
                return now.without(entry ->
                        images.contains(entry.digest()) || names.stream().anyMatch(name -> isNamed(entry, name)));
            });
            Collector collector = collector();
            return collector.collect(collector.reachable(named), Instant.now(), false);
        }
    }

    /** Whether a blob of this name is here; nothing is verified. */
    public boolean has(Digest digest) {
        return blobs.has(digest);
    }

    /** Where the blob of this name is, or would be. Nothing may write there. */
    public Path blob(Digest digest) {
        return blobs.path(digest);
    }

    private Collector collector() {
        return new Collector(root, blobs, origins, index, pins);
    }

    private Layer stored(Descriptor descriptor, Digest diffId) {
        return new Layer(descriptor, diffId, new StoredContent(blobs, origins, descriptor));
    }

    private Image stored(Image image) {
        List<Layer> layers = new ArrayList<>();
        for (Layer layer : image.layers()) {
            layers.add(stored(layer.descriptor(), layer.diffId()));
        }
        return Image.of(image.manifest(), image.configBytes(), layers);
    }

    private static boolean isIndex(Digest digest, byte[] bytes) {
        return MediaTypes.isIndex(Inventory.describe(digest, bytes).mediaType());
    }

    private Optional<Image> image(Manifest manifest, byte[] config) throws ImageStoreException {
        List<Digest> diffIds = ImageConfig.parse(config).diffIds();
        if (diffIds.size() != manifest.layers().size()) {
            throw new IllegalArgumentException(
                    "the manifest names " + manifest.layers().size() + " layers, its configuration " + diffIds.size());
        }
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < diffIds.size(); i++) {
            Optional<Layer> layer = findLayer(manifest.layers().get(i), diffIds.get(i));
            if (layer.isEmpty()) {
                return Optional.empty();
            }
            layers.add(layer.get());
        }
        return Optional.of(Image.of(manifest, config, layers));
    }

    private void prepare() throws ImageStoreException {
        blobs.sweep();
        Path layout = root.resolve("oci-layout");
        try {
            if (!Files.exists(layout) || !Arrays.equals(Files.readAllBytes(layout), LAYOUT)) {
                try (Claim claim = Claim.make(root.resolve("ingest"))) {
                    new IngestOutput(claim.channel(), claim.file(), OptionalLong.of(LAYOUT.length)).write(LAYOUT);
                    Files.move(claim.file(), layout, StandardCopyOption.ATOMIC_MOVE);
                }
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
