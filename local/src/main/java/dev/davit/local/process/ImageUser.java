package dev.davit.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The user an image's application runs as, in numbers.
 *
 * @param home from the image's {@code /etc/passwd}, or {@code /}
 */
record ImageUser(int uid, int gid, String home) {
    /**
     * Looks up {@code user}, {@code uid}, {@code user:group} or {@code uid:gid} in a root file system; an empty text
     * means root.
     *
     * @throws IllegalArgumentException when the image knows no such name
     */
    static ImageUser resolve(String user, Path root) {
        String[] parts = user.split(":", 2);
        String name = parts[0].isEmpty() ? "0" : parts[0];
        Optional<List<String>> entry = entry(root.resolve("etc/passwd"), name);
        int uid = entry.map(fields -> Integer.parseInt(fields.get(2))).orElseGet(() -> number(name, "user", root));
        int gid = parts.length == 2
                ? entry(root.resolve("etc/group"), parts[1])
                        .map(fields -> Integer.parseInt(fields.get(2)))
                        .orElseGet(() -> number(parts[1], "group", root))
                : entry.map(fields -> Integer.parseInt(fields.get(3))).orElse(0);
        return new ImageUser(
                uid,
                gid,
                entry.filter(fields -> fields.size() > 5 && !fields.get(5).isEmpty())
                        .map(fields -> fields.get(5))
                        .orElse("/"));
    }

    private static Optional<List<String>> entry(Path file, String nameOrNumber) {
        if (Files.isSymbolicLink(file) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1)
                    .lines()
                    .map(line -> List.of(line.split(":", -1)))
                    .filter(fields -> fields.size() >= 3
                            && (fields.get(0).equals(nameOrNumber)
                                    || fields.get(2).equals(nameOrNumber)))
                    .filter(fields -> fields.get(2).chars().allMatch(Character::isDigit))
                    .findFirst();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static int number(String text, String kind, Path root) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("the image has no " + kind + " '" + text + "' in its /etc/"
                    + (kind.equals("user") ? "passwd" : "group") + " below " + root);
        }
    }
}
