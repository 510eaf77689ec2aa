package dev.davit.image;

import dev.davit.image.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Names one piece of content: its type, digest and size (OCI image specification, "descriptor").
 *
 * @param size in bytes
 * @param annotations sorted by name
 * @param platform what the content runs on, where this stands in an index
 * @param artifactType what kind of artifact a manifest is, where it is no image
 */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        Map<String, String> annotations,
        Optional<Platform> platform,
        Optional<String> artifactType) {

    public Descriptor {
        if (mediaType.isEmpty()) {
            throw new IllegalArgumentException("A descriptor of " + digest + " has no media type");
        }
        if (size < 0) {
            throw new IllegalArgumentException("A descriptor of " + digest + " has a negative size: " + size);
        }
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, Map.of(), Optional.empty(), Optional.empty());
    }

    /** Names these bytes. */
    public static Descriptor of(String mediaType, byte[] content) {
        return of(mediaType, Digest.sha256(content), content.length);
    }

    public Descriptor withAnnotations(Map<String, String> annotations) {
        return new Descriptor(mediaType, digest, size, annotations, platform, artifactType);
    }

    public Descriptor withPlatform(Platform platform) {
        return new Descriptor(mediaType, digest, size, annotations, Optional.of(platform), artifactType);
    }

    public Descriptor withArtifactType(String artifactType) {
        return new Descriptor(mediaType, digest, size, annotations, platform, Optional.of(artifactType));
    }

    static Descriptor read(JsonObject json) {
        return new Descriptor(
                json.requiredText("mediaType"),
                Digest.parse(json.requiredText("digest")),
                json.requiredNumber("size"),
                json.textMap("annotations"),
                json.object("platform").flatMap(Descriptor::readPlatform),
                json.text("artifactType").filter(type -> !type.isEmpty()));
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mediaType", mediaType);
        json.put("digest", digest.toString());
        json.put("size", size);
        platform.ifPresent(p -> json.put("platform", p.json()));
        if (!annotations.isEmpty()) {
            json.put("annotations", annotations);
        }
        artifactType.ifPresent(type -> json.put("artifactType", type));
        return json;
    }

    /** A platform that cannot be named in Go's words is none that anything here could run on. */
    private static Optional<Platform> readPlatform(JsonObject json) {
        try {
            return Optional.of(Platform.read(json));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
