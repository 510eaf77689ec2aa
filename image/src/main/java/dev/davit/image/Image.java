package dev.davit.image;

import java.util.List;
import java.util.Map;

/**
 * An image for one platform: its manifest, configuration and layers, which are known to fit together. Two images are
 * equal when their manifests are.
 */
public final class Image {

    private final Manifest manifest;
    private final byte[] configBytes;
    private final ImageConfig config;
    private final List<Layer> layers;

    private Image(Manifest manifest, byte[] configBytes, ImageConfig config, List<Layer> layers) {
        this.manifest = manifest;
        this.configBytes = configBytes;
        this.config = config;
        this.layers = layers;
    }

    /** A new OCI image of these layers, lowest first, whose digests replace the diff ids of the configuration. */
    public static Image of(ImageConfig config, List<Layer> layers, Map<String, String> annotations) {
        ImageConfig complete =
                config.withDiffIds(layers.stream().map(Layer::diffId).toList());
        byte[] bytes = complete.toJson();
        Manifest manifest = Manifest.of(
                Descriptor.of(MediaTypes.OCI_CONFIG, bytes),
                layers.stream().map(Layer::descriptor).toList(),
                annotations);
        return new Image(manifest, bytes, complete, List.copyOf(layers));
    }

    /**
     * An image that exists already, exactly as it is.
     *
     * @throws IllegalArgumentException when the parts do not belong together
     */
    public static Image of(Manifest manifest, byte[] config, List<Layer> layers) {
        if (!manifest.config().digest().isOf(config)) {
            throw new IllegalArgumentException("The image configuration is not the one that " + manifest
                    + " names: expected " + manifest.config().digest() + ", found " + Digest.sha256(config));
        }
        ImageConfig parsed = ImageConfig.parse(config);
        if (!layers.stream().map(Layer::descriptor).toList().equals(manifest.layers())
                || !layers.stream().map(Layer::diffId).toList().equals(parsed.diffIds())) {
            throw new IllegalArgumentException("The layers are not those that " + manifest
                    + " and its configuration name: expected "
                    + manifest.layers().size() + " and "
                    + parsed.diffIds().size() + ", found " + layers.size() + ": " + layers);
        }
        return new Image(manifest, config.clone(), parsed, List.copyOf(layers));
    }

    public Manifest manifest() {
        return manifest;
    }

    public ImageConfig config() {
        return config;
    }

    /** The bytes of the configuration, as the manifest names them. */
    public byte[] configBytes() {
        return configBytes.clone();
    }

    /** Lowest first. */
    public List<Layer> layers() {
        return layers;
    }

    /** The digest of the manifest: the name of the image. */
    public Digest digest() {
        return manifest.digest();
    }

    /** What a registry stores for this image, in bytes: manifest, configuration and compressed layers. */
    public long size() {
        return manifest.descriptor().size()
                + manifest.config().size()
                + manifest.layers().stream().mapToLong(Descriptor::size).sum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image that && manifest.equals(that.manifest);
    }

    @Override
    public int hashCode() {
        return manifest.hashCode();
    }

    @Override
    public String toString() {
        return "Image " + digest();
    }
}
