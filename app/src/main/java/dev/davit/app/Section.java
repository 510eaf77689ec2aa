package dev.davit.app;

import dev.davit.app.DescriptionFile.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of a description. Reading a key makes it a known one; a value that does not fit adds a problem and the
 * default stands in, so that reading goes on to the next problem.
 */
final class Section {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private final String name;
    private final MappingNode node;
    private final List<Problem> problems;
    private final Set<String> known = new TreeSet<>();

    Section(String name, MappingNode node, List<Problem> problems) {
        this.name = name;
        this.node = node;
        this.problems = problems;
    }

    static MappingNode emptyMapping() {
        return new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK);
    }

    static Optional<Node> find(MappingNode mapping, String key) {
        return mapping.getValue().stream()
                .filter(tuple -> keyOf(tuple).equals(key))
                .map(NodeTuple::getValueNode)
                .findFirst();
    }

    static List<String> keys(MappingNode mapping) {
        return mapping.getValue().stream().map(Section::keyOf).toList();
    }

    static String keyOf(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    static Problem problemAt(Node node, String message) {
        return node.getStartMark()
                .map(mark -> new Problem(mark.getLine() + 1, mark.getColumn() + 1, message))
                .orElseGet(() -> new Problem(1, 1, message));
    }

    List<String> keys() {
        return keys(node);
    }

    void ignore(String key) {
        known.add(key);
    }

    /** The mapping under a key; an empty one when the key is absent. */
    Section section(String key) {
        return switch (value(key)) {
            case MappingNode mapping -> new Section(path(key), mapping, problems);
            case null -> new Section(path(key), emptyMapping(), problems);
            case Node other -> {
                problems.add(problemAt(other, "'" + path(key) + "' holds keys and values, not " + kind(other)));
                yield new Section(path(key), emptyMapping(), problems);
            }
        };
    }

    <T> T text(String key, Function<String, T> parse, T absent) {
        return switch (value(key)) {
            case ScalarNode scalar -> parsed(scalar, key, parse, absent);
            case null -> absent;
            case Node other -> {
                problems.add(problemAt(other, "'" + path(key) + "' is a single value, not " + kind(other)));
                yield absent;
            }
        };
    }

    List<String> texts(String key) {
        return list(key, text -> text);
    }

    /** A list of values; each that does not fit is a problem of its own, and left out. */
    <T> List<T> list(String key, Function<String, T> parse) {
        return switch (value(key)) {
            case SequenceNode sequence ->
                sequence.getValue().stream()
                        .map(item -> item(key, item, parse))
                        .flatMap(Optional::stream)
                        .toList();
            case null -> List.of();
            case Node other -> {
                problems.add(problemAt(other, "'" + path(key) + "' is a list, such as [a, b], not " + kind(other)));
                yield List.of();
            }
        };
    }

    private <T> Optional<T> item(String key, Node item, Function<String, T> parse) {
        if (item instanceof ScalarNode scalar) {
            return parsed(scalar, key, text -> Optional.of(parse.apply(text)), Optional.empty());
        }
        problems.add(problemAt(item, "the items of '" + path(key) + "' are single values, not " + kind(item)));
        return Optional.empty();
    }

    /** Where the value of a key stands, if the description has it. */
    Optional<Place> placeOf(String key) {
        return Optional.ofNullable(value(key))
                .flatMap(Node::getStartMark)
                .map(mark -> new Place(Path.of(mark.getName()), mark.getLine() + 1, mark.getColumn() + 1));
    }

    int integer(String key, int absent, int min, int max) {
        String expected = "expected a whole number from " + min + " to " + max;
        return text(
                key,
                text -> {
                    try {
                        int number = Integer.parseInt(text);
                        if (number >= min && number <= max) {
                            return number;
                        }
                    } catch (NumberFormatException _) {
                        // told below, together with numbers out of range
                    }
                    throw new IllegalArgumentException("'" + text + "': " + expected);
                },
                absent);
    }

    Duration duration(String key, Duration absent) {
        return text(key, Section::parseDuration, absent);
    }

    private static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration: expected a number with ms, s, m or h, such as '30s'");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    <E extends Enum<E>> E choice(String key, Class<E> type, E absent) {
        return text(
                key,
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(constant -> word(constant).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("'" + text + "': expected one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(Section::word)
                                        .collect(Collectors.joining(", ")))),
                absent);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Makes a value of several keys whose parts may contradict each other. */
    <T> T checked(Supplier<T> make, T otherwise) {
        int before = problems.size();
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            if (problems.size() == before) {
                problems.add(problemAt(node, String.valueOf(e.getMessage())));
            }
            return otherwise;
        }
    }

    /** Adds a problem for each key that nobody asked for, naming the nearest that there is. */
    void rejectOtherKeys() {
        for (NodeTuple tuple : node.getValue()) {
            String key = keyOf(tuple);
            if (!known.contains(key)) {
                String hint = Spelling.nearest(key, known)
                        .map(nearest -> "did you mean '" + nearest + "'?")
                        .orElseGet(() -> "known here: " + String.join(", ", known));
                problems.add(problemAt(tuple.getKeyNode(), "unknown key '" + path(key) + "'; " + hint));
            }
        }
    }

    private @Nullable Node value(String key) {
        known.add(key);
        return find(node, key).filter(value -> !value.getTag().equals(Tag.NULL)).orElse(null);
    }

    private <T> T parsed(ScalarNode scalar, String key, Function<String, T> parse, T absent) {
        try {
            return parse.apply(scalar.getValue());
        } catch (IllegalArgumentException e) {
            problems.add(problemAt(scalar, path(key) + ": " + e.getMessage()));
            return absent;
        }
    }

    private String path(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    private static String kind(Node node) {
        return switch (node) {
            case MappingNode _ -> "keys and values";
            case SequenceNode _ -> "a list";
            default -> "a single value";
        };
    }
}
