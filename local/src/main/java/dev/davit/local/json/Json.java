package dev.davit.local.json;

import dev.davit.app.Base;
import dev.davit.image.Digest;
import dev.davit.image.ImageReference;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Turns records into one line of JSON and back. Safe for use by several threads. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Digest.class, new AsText<>())
                    .addSerializer(ImageReference.class, new AsText<>())
                    .addSerializer(Base.class, new BaseAsNothing())
                    .addDeserializer(Base.class, new NoBase())
                    .addDeserializer(Digest.class, new FromText<>(Digest::parse))
                    .addDeserializer(ImageReference.class, new FromText<>(ImageReference::parse)))
            .build();

    private Json() {}

    /** One line, without its end. */
    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException when the text is not the JSON of such a value
     */
    public static <T> T read(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "not the JSON of a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }

    /** What an image was built on is of no interest once it is built. */
    private static final class BaseAsNothing extends ValueSerializer<Base> {
        @Override
        public void serialize(Base value, JsonGenerator generator, SerializationContext context) {
            generator.writeNull();
        }
    }

    private static final class NoBase extends ValueDeserializer<Base> {
        @Override
        public Base deserialize(JsonParser parser, DeserializationContext context) {
            parser.skipChildren();
            return Base.SCRATCH;
        }

        @Override
        public Base getNullValue(DeserializationContext context) {
            return Base.SCRATCH;
        }

        @Override
        public Base getAbsentValue(DeserializationContext context) {
            return Base.SCRATCH;
        }
    }

    private static final class AsText<T> extends ValueSerializer<T> {
        @Override
        public void serialize(T value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(value.toString());
        }
    }

    private static final class FromText<T> extends ValueDeserializer<T> {
        private final Function<String, T> parse;

        FromText(Function<String, T> parse) {
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            return parse.apply(parser.getString());
        }
    }
}
