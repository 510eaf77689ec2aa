package dev.davit.image.credential;

import dev.davit.image.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as Docker writes its configuration, indented by tabs: people edit that file too. */
final class IndentedJson {

    private final StringBuilder text = new StringBuilder();

    private IndentedJson() {}

    static byte[] render(Map<String, @Nullable Object> object) {
        var json = new IndentedJson();
        json.value(object, 0);
        return json.text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private void value(@Nullable Object value, int depth) {
        switch (value) {
            case Map<?, ?> map
            when !map.isEmpty() -> {
                text.append('{');
                for (Iterator<? extends Map.Entry<?, ?>> entries =
                                map.entrySet().iterator();
                        entries.hasNext(); ) {
                    Map.Entry<?, ?> entry = entries.next();
                    line(depth + 1);
                    text.append(Json.text(entry.getKey())).append(": ");
                    value(entry.getValue(), depth + 1);
                    text.append(entries.hasNext() ? "," : "");
                }
                line(depth);
                text.append('}');
            }
            case List<?> list
            when !list.isEmpty() -> {
                text.append('[');
                for (Iterator<?> elements = list.iterator(); elements.hasNext(); ) {
                    line(depth + 1);
                    value(elements.next(), depth + 1);
                    text.append(elements.hasNext() ? "," : "");
                }
                line(depth);
                text.append(']');
            }
            case null, default -> text.append(Json.text(value));
        }
    }

    private void line(int depth) {
        text.append('\n').append("\t".repeat(depth));
    }
}
