package dev.davit.build.sbom;

import dev.davit.image.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes one component of a bill (CycloneDX 1.6, "component"), its members in the order of the specification. */
final class Component {
    private final Map<String, Object> head = new LinkedHashMap<>();
    private final Map<String, Object> tail = new LinkedHashMap<>();

    private Component(String type, String name) {
        head.put("type", type);
        tail.put("name", name);
    }

    static Component library(Coordinates coordinates) {
        Component component = new Component("library", coordinates.name());
        coordinates.group().ifPresent(group -> component.head.put("group", group));
        coordinates.version().ifPresent(component::version);
        coordinates.packageUrl().ifPresent(component::packageUrl);
        return component;
    }

    static Component file(String path, Digest content) {
        return new Component("file", path).digest(content);
    }

    static Component of(String type, String name) {
        return new Component(type, name);
    }

    Component version(String version) {
        tail.put("version", version);
        return this;
    }

    Component publisher(String publisher) {
        head.put("publisher", publisher);
        return this;
    }

    Component digest(Digest content) {
        tail.put("hashes", List.of(hash(content)));
        return this;
    }

    Component licenses(Collection<License> licenses) {
        if (!licenses.isEmpty()) {
            tail.put("licenses", licenses.stream().map(License::json).distinct().toList());
        }
        return this;
    }

    Component expression(String spdx) {
        tail.put("licenses", List.of(Map.of("expression", spdx)));
        return this;
    }

    Component packageUrl(String url) {
        tail.put("purl", url);
        return this;
    }

    Component properties(Map<String, String> properties) {
        List<Map<String, Object>> list = new ArrayList<>();
        properties.forEach((name, value) -> {
            Map<String, Object> property = new LinkedHashMap<>();
            property.put("name", name);
            property.put("value", value);
            list.add(property);
        });
        tail.put("properties", list);
        return this;
    }

    Component parts(List<Map<String, Object>> components) {
        if (!components.isEmpty()) {
            tail.put("components", components);
        }
        return this;
    }

    /** Where in the image it was found. */
    Component at(Collection<String> paths) {
        List<Map<String, Object>> occurrences = paths.stream()
                .map(path -> Map.<String, Object>of("location", path))
                .toList();
        tail.put("evidence", Map.of("occurrences", occurrences));
        return this;
    }

    /** @param reference tells the component from all others of the bill */
    Map<String, Object> json(Optional<String> reference) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", String.valueOf(head.get("type")));
        reference.ifPresent(name -> json.put("bom-ref", name));
        head.forEach(json::putIfAbsent);
        json.putAll(tail);
        return json;
    }

    private static Map<String, Object> hash(Digest content) {
        Map<String, Object> hash = new LinkedHashMap<>();
        hash.put("alg", content.toString().startsWith("sha512:") ? "SHA-512" : "SHA-256");
        hash.put("content", content.hex());
        return hash;
    }
}
