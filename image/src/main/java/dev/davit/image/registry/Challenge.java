package dev.davit.image.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a server wants to see before it answers, from {@code WWW-Authenticate} (RFC 9110, section 11.6.1).
 *
 * @param scheme in lower case, such as {@code bearer}
 * @param parameters by their names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {

    boolean is(String name) {
        return scheme.equals(name);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** All challenges of all header lines; what follows something malformed in a line is left out. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> challenges = new ArrayList<>();
        headers.forEach(header -> new Line(header).read(challenges));
        return challenges;
    }

    /** One header line, read from left to right. */
    private static final class Line {

        private final String text;
        private int at;

        Line(String text) {
            this.text = text;
        }

        void read(List<Challenge> challenges) {
            Map<String, String> parameters = null;
            while (true) {
                skip(c -> c == ' ' || c == '\t' || c == ',');
                String word = take(Line::isToken);
                if (word.isEmpty()) {
                    return;
                }
                int end = at;
                if (parameters != null && follows('=')) {
                    String value = follows('"') ? quoted() : take(Line::isToken);
                    if (value == null) {
                        return;
                    }
                    parameters.putIfAbsent(word.toLowerCase(Locale.ROOT), value);
                } else {
                    at = end;
                    parameters = new LinkedHashMap<>();
                    challenges.add(new Challenge(word.toLowerCase(Locale.ROOT), parameters));
                    skipToken68();
                }
            }
        }

        /** Some schemes, none of them a registry's, have one nameless value instead of parameters. */
        private void skipToken68() {
            int begin = at;
            skip(Line::isBlank);
            take(c -> isToken(c) || c == '/');
            skip(c -> c == '=');
            skip(Line::isBlank);
            if (at < text.length() && text.charAt(at) != ',') {
                at = begin;
            }
        }

        private @Nullable String quoted() {
            var value = new StringBuilder();
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '"') {
                    return value.toString();
                }
                value.append(c == '\\' && at < text.length() ? text.charAt(at++) : c);
            }
            return null;
        }

        private boolean follows(char wanted) {
            skip(Line::isBlank);
            boolean found = at < text.length() && text.charAt(at) == wanted;
            at += found ? 1 : 0;
            return found;
        }

        private String take(IntPredicate wanted) {
            int begin = at;
            skip(wanted);
            return text.substring(begin, at);
        }

        private void skip(IntPredicate unwanted) {
            while (at < text.length() && unwanted.test(text.charAt(at))) {
                at++;
            }
        }

        private static boolean isBlank(int c) {
            return c == ' ' || c == '\t';
        }

        private static boolean isToken(int c) {
            return (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
        }
    }
}
