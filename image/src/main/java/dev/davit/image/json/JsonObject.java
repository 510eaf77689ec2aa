package dev.davit.image.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that was read, with typed access to its members. A member that is missing and one that is {@code null}
 * are the same to every method but {@link #members}. Every method throws {@link IllegalArgumentException} with the
 * member's path when the member has another type.
 *
 * @param where the path of this object in its document, for messages
 * @param members in the order of the document
 */
public record JsonObject(String where, Map<String, @Nullable Object> members) {

    public JsonObject {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    static JsonObject of(String where, Map<?, ?> map) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        map.forEach((name, value) -> members.put((String) name, value));
        return new JsonObject(where, members);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(members.get(name)).map(value -> asText(name, value));
    }

    public String requiredText(String name) {
        return text(name).orElseThrow(() -> missing(name, "a string"));
    }

    public long requiredNumber(String name) {
        Object value = members.get(name);
        if (value == null) {
            throw missing(name, "a whole number");
        }
        if (value instanceof Long number) {
            return number;
        }
        throw wrong(name, "a whole number", value);
    }

    public Optional<JsonObject> object(String name) {
        return Optional.ofNullable(members.get(name)).map(value -> asObject(name, value));
    }

    public JsonObject requiredObject(String name) {
        return object(name).orElseThrow(() -> missing(name, "an object"));
    }

    /** The objects in an array; none when there is no such member. */
    public List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : array(name)) {
            objects.add(asObject(name + "[" + objects.size() + "]", element));
        }
        return List.copyOf(objects);
    }

    /** The strings in an array; none when there is no such member. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object element : array(name)) {
            texts.add(asText(name + "[" + texts.size() + "]", element));
        }
        return List.copyOf(texts);
    }

    /** An object whose members are all strings, in the order of the document; empty when there is no such member. */
    public Map<String, String> textMap(String name) {
        Map<String, String> map = new LinkedHashMap<>();
        object(name)
                .ifPresent(object -> object.members.keySet().forEach(key -> map.put(key, object.requiredText(key))));
        return Collections.unmodifiableMap(map);
    }

    /** The members not named here, each as JSON text. */
    public Map<String, String> except(Collection<String> names) {
        Map<String, String> rest = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            if (!names.contains(name)) {
                rest.put(name, Json.text(value));
            }
        });
        return Collections.unmodifiableMap(rest);
    }

    private List<?> array(String name) {
        Object value = members.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(name, "an array", value);
    }

    private String asText(String name, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw wrong(name, "a string", value);
    }

    private JsonObject asObject(String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return of(where + "." + name, map);
        }
        throw wrong(name, "an object", value);
    }

    private IllegalArgumentException missing(String name, String expected) {
        return new IllegalArgumentException(where + "." + name + ": expected " + expected + ", found nothing");
    }

    private IllegalArgumentException wrong(String name, String expected, @Nullable Object value) {
        String found = Json.text(value);
        String shown = found.length() <= 80 ? found : found.substring(0, 80) + "...";
        return new IllegalArgumentException(where + "." + name + ": expected " + expected + ", found " + shown);
    }
}
