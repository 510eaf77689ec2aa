package dev.davit.image;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that is no image but lies beside one in a registry, such as its bill of materials (OCI image specification,
 * "guidelines for artifact usage"). Two artifacts are equal when their manifests are.
 */
public final class Artifact {

    private static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private final Manifest manifest;
    private final byte[] content;

    private Artifact(Manifest manifest, byte[] content) {
        this.manifest = manifest;
        this.content = content;
    }

    /**
     * An artifact of one piece; the same arguments always give the same bytes.
     *
     * @param subject the manifest that it is about
     */
    public static Artifact of(
            String artifactType,
            Descriptor subject,
            String contentMediaType,
            byte[] content,
            Map<String, String> annotations) {
        if (artifactType.isEmpty()) {
            throw new IllegalArgumentException("An artifact of " + subject.digest() + " has no artifact type");
        }
        Manifest manifest = Manifest.of(
                Optional.of(artifactType),
                Descriptor.of(EMPTY_TYPE, EMPTY),
                List.of(Descriptor.of(contentMediaType, content)),
                Optional.of(Descriptor.of(subject.mediaType(), subject.digest(), subject.size())),
                annotations);
        return new Artifact(manifest, content.clone());
    }

    /** With the subject, the artifact's type, and its content as the only layer. */
    public Manifest manifest() {
        return manifest;
    }

    /** The manifest that this artifact is about. */
    public Descriptor subject() {
        return manifest.subject().orElseThrow();
    }

    public byte[] content() {
        return content.clone();
    }

    /** What a registry has to have before it takes the manifest. */
    public Map<Descriptor, Content> blobs() {
        Map<Descriptor, Content> blobs = new LinkedHashMap<>();
        blobs.put(manifest.config(), () -> new ByteArrayInputStream(EMPTY));
        blobs.put(manifest.layers().getFirst(), () -> new ByteArrayInputStream(content));
        return blobs;
    }

    /** What names this artifact in a list of referrers (OCI distribution specification, "listing referrers"). */
    public Descriptor descriptor() {
        return manifest.descriptor()
                .withArtifactType(manifest.artifactType().orElseThrow())
                .withAnnotations(manifest.annotations());
    }

    /** The digest of the manifest: the name of the artifact. */
    public Digest digest() {
        return manifest.digest();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Artifact that && manifest.equals(that.manifest);
    }

    @Override
    public int hashCode() {
        return manifest.hashCode();
    }

    @Override
    public String toString() {
        return "Artifact " + digest();
    }
}
