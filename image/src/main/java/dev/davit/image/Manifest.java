package dev.davit.image;

import dev.davit.image.json.Json;
import dev.davit.image.json.JsonObject;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An image manifest. The bytes it was read from stay beside the parsed form, because its digest covers exactly those.
 * Two manifests are equal when their bytes are.
 */
public final class Manifest {

    private final byte[] bytes;
    private final Digest digest;
    private final String mediaType;
    private final Descriptor config;
    private final List<Descriptor> layers;
    private final Map<String, String> annotations;
    private final Optional<String> artifactType;
    private final Optional<Descriptor> subject;

    private Manifest(byte[] bytes) {
        JsonObject json = Json.parse(bytes, "manifest");
        this.bytes = bytes;
        this.digest = Digest.sha256(bytes);
        this.mediaType = mediaTypeOf(json);
        this.config = Descriptor.read(json.requiredObject("config"));
        this.layers = json.objects("layers").stream().map(Descriptor::read).toList();
        this.annotations = json.textMap("annotations");
        this.artifactType = json.text("artifactType").filter(type -> !type.isEmpty());
        this.subject = json.object("subject").map(Descriptor::read);
    }

    /** An OCI manifest; the same arguments always give the same bytes. */
    public static Manifest of(Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {
        return of(Optional.empty(), config, layers, Optional.empty(), annotations);
    }

    /** The manifest of an artifact (OCI image specification, "guidelines for artifact usage"). */
    static Manifest of(
            Optional<String> artifactType,
            Descriptor config,
            List<Descriptor> layers,
            Optional<Descriptor> subject,
            Map<String, String> annotations) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2);
        json.put("mediaType", MediaTypes.OCI_MANIFEST);
        artifactType.ifPresent(type -> json.put("artifactType", type));
        json.put("config", config.json());
        json.put("layers", layers.stream().map(Descriptor::json).toList());
        subject.ifPresent(named -> json.put("subject", named.json()));
        if (!annotations.isEmpty()) {
            json.put("annotations", Collections.unmodifiableMap(new TreeMap<>(annotations)));
        }
        return new Manifest(Json.render(json));
    }

    /** Reads an OCI manifest or a Docker manifest of version 2, schema 2. */
    public static Manifest parse(byte[] bytes) {
        return new Manifest(bytes.clone());
    }

    public Digest digest() {
        return digest;
    }

    public String mediaType() {
        return mediaType;
    }

    public Descriptor config() {
        return config;
    }

    public List<Descriptor> layers() {
        return layers;
    }

    public Map<String, String> annotations() {
        return annotations;
    }

    /** What kind of artifact this is the manifest of, where it is no image. */
    public Optional<String> artifactType() {
        return artifactType;
    }

    /** The manifest that this one refers to. */
    public Optional<Descriptor> subject() {
        return subject;
    }

    /** The bytes, of which {@link #digest} is the digest. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** What names this manifest in an index. */
    public Descriptor descriptor() {
        return Descriptor.of(mediaType, digest, bytes.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Manifest that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "Manifest " + digest;
    }

    private static String mediaTypeOf(JsonObject json) {
        if (json.requiredNumber("schemaVersion") != 2) {
            throw new IllegalArgumentException("manifest.schemaVersion: expected 2, found "
                    + json.requiredNumber("schemaVersion")
                    + ". Manifests of schema 1 are obsolete; push the image again with a newer tool.");
        }
        String mediaType = json.text("mediaType").orElse(MediaTypes.OCI_MANIFEST);
        if (MediaTypes.isIndex(mediaType)) {
            throw new IllegalArgumentException("manifest.mediaType: expected a manifest, found an index: " + mediaType);
        }
        if (!MediaTypes.isManifest(mediaType)) {
            throw new IllegalArgumentException("manifest.mediaType: expected " + MediaTypes.OCI_MANIFEST + " or "
                    + MediaTypes.DOCKER_MANIFEST + ", found " + Shown.of(mediaType));
        }
        return mediaType;
    }
}
