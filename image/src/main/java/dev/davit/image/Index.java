package dev.davit.image;

import dev.davit.image.json.Json;
import dev.davit.image.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A list of manifests: an image for several platforms, or the images in a layout. The bytes it was read from stay beside
 * the parsed form, because its digest covers exactly those.
 */
public final class Index {

    private final byte[] bytes;
    private final Digest digest;
    private final JsonObject json;
    private final List<Descriptor> manifests;

    private Index(byte[] bytes) {
        this.bytes = bytes;
        this.digest = Digest.sha256(bytes);
        this.json = Json.parse(bytes, "index");
        if (json.requiredNumber("schemaVersion") != 2) {
            throw new IllegalArgumentException(
                    "index.schemaVersion: expected 2, found " + json.requiredNumber("schemaVersion"));
        }
        if (!MediaTypes.isIndex(mediaType())) {
            throw new IllegalArgumentException("index.mediaType: expected " + MediaTypes.OCI_INDEX + " or "
                    + MediaTypes.DOCKER_INDEX + ", found " + Shown.of(mediaType()));
        }
        this.manifests =
                json.objects("manifests").stream().map(Descriptor::read).toList();
    }

    /** An OCI index; the same arguments always give the same bytes. */
    public static Index of(List<Descriptor> manifests, Map<String, String> annotations) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2);
        json.put("mediaType", MediaTypes.OCI_INDEX);
        json.put("manifests", manifests.stream().map(Descriptor::json).toList());
        if (!annotations.isEmpty()) {
            json.put("annotations", Collections.unmodifiableMap(new TreeMap<>(annotations)));
        }
        return new Index(Json.render(json));
    }

    /** Reads an OCI index or a Docker manifest list. */
    public static Index parse(byte[] bytes) {
        return new Index(bytes.clone());
    }

    /** This index without the manifests that match; whatever else it holds stays as it is. */
    public Index without(Predicate<Descriptor> unwanted) {
        return with(json.objects("manifests").stream()
                .filter(entry -> !unwanted.test(Descriptor.read(entry)))
                .toList());
    }

    /** This index with one more manifest at its end; whatever else it holds stays as it is. */
    public Index plus(Descriptor manifest) {
        List<Object> entries = new ArrayList<>(json.objects("manifests"));
        entries.add(manifest.json());
        return with(entries);
    }

    public String mediaType() {
        return json.text("mediaType").orElse(MediaTypes.OCI_INDEX);
    }

    public List<Descriptor> manifests() {
        return manifests;
    }

    public Map<String, String> annotations() {
        return json.textMap("annotations");
    }

    public Digest digest() {
        return digest;
    }

    /** What names this index in another one. */
    public Descriptor descriptor() {
        return Descriptor.of(mediaType(), digest, bytes.length);
    }

    /** The bytes, of which {@link #digest} is the digest. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Index that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Index " + digest();
    }

    private Index with(List<?> entries) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>(json.members());
        members.put("manifests", entries);
        return new Index(Json.render(members));
    }
}
