package dev.davit.build.compile;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Ant's patterns for files, as far as to be sure that a file does not match. */
final class Patterns {
    private Patterns() {}

    /** Whether a relative path may be meant: by one of the patterns, or because there is none. */
    static boolean mayMatch(List<String> patterns, Path file) {
        return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> mayMatch(pattern, file));
    }

    private static boolean mayMatch(String pattern, Path file) {
        // %regex[...] and %ant[...], and what is to be replaced in a pattern.
        if (pattern.contains("%") || pattern.contains("$")) {
            return true;
        }
        StringBuilder regex = new StringBuilder();
        String text = pattern.replace('\\', '/') + (pattern.endsWith("/") ? "**" : "");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (text.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (text.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
                .matcher(file.toString())
                .matches();
    }
}
