package dev.davit.image;

/** The media types of image content, from the OCI image specification and Docker's image manifest version 2, schema 2. */
public final class MediaTypes {

    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String OCI_LAYER_TAR = "application/vnd.oci.image.layer.v1.tar";
    public static final String OCI_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
    public static final String OCI_LAYER_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";

    public static final String DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    public static final String DOCKER_LAYER_TAR = "application/vnd.docker.image.rootfs.diff.tar";
    public static final String DOCKER_LAYER_GZIP = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /** What containerd and buildkit call a zstd layer in an image of Docker's types. */
    public static final String DOCKER_LAYER_ZSTD = "application/vnd.docker.image.rootfs.diff.tar.zstd";

    private static final String OCI_FOREIGN_TAR = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    private static final String DOCKER_FOREIGN_TAR = "application/vnd.docker.image.rootfs.foreign.diff.tar";

    private MediaTypes() {}

    public static boolean isManifest(String mediaType) {
        return mediaType.equals(OCI_MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
    }

    public static boolean isIndex(String mediaType) {
        return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_INDEX);
    }

    /** Whether a layer of this type is a tar archive as it is. */
    public static boolean isTar(String mediaType) {
        return isLayer(mediaType, "", "");
    }

    /** Whether a layer of this type is a tar archive compressed with gzip. */
    public static boolean isGzip(String mediaType) {
        return isLayer(mediaType, "+gzip", ".gzip");
    }

    /** Whether a layer of this type is a tar archive compressed with zstd. */
    public static boolean isZstd(String mediaType) {
        return isLayer(mediaType, "+zstd", ".zstd");
    }

    /** Whether a layer of this type is one that its owner does not want in other registries, such as a Windows base. */
    public static boolean isForeign(String mediaType) {
        return mediaType.startsWith(OCI_FOREIGN_TAR) || mediaType.startsWith(DOCKER_FOREIGN_TAR);
    }

    private static boolean isLayer(String mediaType, String ociSuffix, String dockerSuffix) {
        return mediaType.equals(OCI_LAYER_TAR + ociSuffix)
                || mediaType.equals(OCI_FOREIGN_TAR + ociSuffix)
                || mediaType.equals(DOCKER_LAYER_TAR + dockerSuffix)
                || mediaType.equals(DOCKER_FOREIGN_TAR + dockerSuffix);
    }
}
