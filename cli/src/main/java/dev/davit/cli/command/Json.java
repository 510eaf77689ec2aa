package dev.davit.cli.command;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON results of commands; their member names are stable. */
final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** The whole node on one line, for results that are a stream of objects. */
    static String line(JsonNode node) {
        return node.toString();
    }

    /** What another program or an image holds. */
    static JsonNode parse(byte[] json) {
        return MAPPER.readTree(json);
    }

    static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }
}
