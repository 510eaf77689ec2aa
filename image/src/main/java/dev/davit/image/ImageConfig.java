package dev.davit.image;

import dev.davit.image.json.Json;
import dev.davit.image.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of an image (OCI image specification, "image configuration").
 *
 * @param diffIds the digests of the uncompressed layers, lowest first
 * @param history how the layers came to be, lowest first; for people to read
 * @param other members this library does not interpret, each as JSON text
 */
public record ImageConfig(
        Platform platform,
        Optional<Instant> created,
        ContainerConfig container,
        List<Digest> diffIds,
        List<History> history,
        Map<String, String> other) {

    private static final Set<String> KNOWN = Set.of(
            "created", "architecture", "os", "os.version", "os.features", "variant", "config", "rootfs", "history");

    public ImageConfig {
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
        other = Collections.unmodifiableMap(new TreeMap<>(other));
    }

    /** A configuration without layers, history or anything unusual. */
    public static ImageConfig of(Platform platform, Optional<Instant> created, ContainerConfig container) {
        return new ImageConfig(platform, created, container, List.of(), List.of(), Map.of());
    }

    /** Reads an OCI or Docker image configuration. */
    public static ImageConfig parse(byte[] bytes) {
        JsonObject json = Json.parse(bytes, "image configuration");
        return new ImageConfig(
                Platform.read(json),
                instant(json),
                json.object("config")
                        .map(ContainerConfig::read)
                        .orElseGet(() -> ContainerConfig.builder().build()),
                json.requiredObject("rootfs").texts("diff_ids").stream()
                        .map(Digest::parse)
                        .toList(),
                json.objects("history").stream().map(History::read).toList(),
                json.except(KNOWN));
    }

    public ImageConfig withDiffIds(List<Digest> diffIds) {
        return new ImageConfig(platform, created, container, diffIds, history, other);
    }

    public ImageConfig withContainer(ContainerConfig container) {
        return new ImageConfig(platform, created, container, diffIds, history, other);
    }

    public ImageConfig withCreated(Instant created) {
        return new ImageConfig(platform, Optional.of(created), container, diffIds, history, other);
    }

    public ImageConfig withHistory(List<History> history) {
        return new ImageConfig(platform, created, container, diffIds, history, other);
    }

    /** JSON without empty members; equal configurations give the same bytes. */
    public byte[] toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        created.ifPresent(time -> json.put("created", time.toString()));
        json.putAll(platform.json());
        Map<String, @Nullable Object> config = container.json();
        if (!config.isEmpty()) {
            json.put("config", config);
        }
        Map<String, Object> rootfs = new LinkedHashMap<>();
        rootfs.put("type", "layers");
        rootfs.put("diff_ids", diffIds.stream().map(Digest::toString).toList());
        json.put("rootfs", rootfs);
        if (!history.isEmpty()) {
            json.put("history", history.stream().map(History::json).toList());
        }
        other.forEach((name, text) -> json.put(name, Json.value(text)));
        return Json.render(json);
    }

    static Optional<Instant> instant(JsonObject json) {
        return json.text("created").filter(text -> !text.isEmpty()).map(text -> {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        json.where() + ".created: expected a time such as 2026-01-31T12:00:00Z, found "
                                + Shown.of(text),
                        e);
            }
        });
    }

    /**
     * One step in the making of an image.
     *
     * @param createdBy the command or tool, or empty
     * @param emptyLayer whether the step made no layer
     * @param other members this library does not interpret, each as JSON text
     */
    public record History(
            Optional<Instant> created,
            String createdBy,
            String comment,
            boolean emptyLayer,
            Map<String, String> other) {

        private static final Set<String> KNOWN = Set.of("created", "created_by", "comment", "empty_layer");

        public History {
            other = Collections.unmodifiableMap(new TreeMap<>(other));
        }

        public History(Optional<Instant> created, String createdBy, String comment, boolean emptyLayer) {
            this(created, createdBy, comment, emptyLayer, Map.of());
        }

        private static History read(JsonObject json) {
            return new History(
                    instant(json),
                    json.text("created_by").orElse(""),
                    json.text("comment").orElse(""),
                    Boolean.TRUE.equals(json.members().get("empty_layer")),
                    json.except(KNOWN));
        }

        private Map<String, @Nullable Object> json() {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            created.ifPresent(time -> json.put("created", time.toString()));
            if (!createdBy.isEmpty()) {
                json.put("created_by", createdBy);
            }
            if (!comment.isEmpty()) {
                json.put("comment", comment);
            }
            if (emptyLayer) {
                json.put("empty_layer", true);
            }
            other.forEach((name, text) -> json.put(name, Json.value(text)));
            return json;
        }
    }
}
