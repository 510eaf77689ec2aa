package dev.davit.image.layer;

import java.util.ArrayList;
import java.util.List;

/** The paths of entries: relative, without empty parts, {@code .} or {@code ..}. */
final class EntryPath {

    private static final String WHITEOUT = ".wh.";

    private EntryPath() {}

    static boolean isRoot(String path) {
        return parts(path).isEmpty();
    }

    static String normalise(String path) {
        List<String> parts = parts(path);
        if (parts.isEmpty()) {
            throw malformed(path, "it names the root directory");
        }
        for (String part : parts) {
            if (part.equals("..")) {
                throw malformed(path, "it contains '..'");
            }
            if (part.startsWith(WHITEOUT)) {
                throw malformed(path, "a name that starts with '.wh.' marks a deletion in a layer");
            }
            if (part.indexOf('\0') >= 0) {
                throw malformed(path.replace('\0', '?'), "it contains a zero character");
            }
        }
        return String.join("/", parts);
    }

    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static IllegalArgumentException malformed(String path, String why) {
        return new IllegalArgumentException(
                "Not a path for a layer: '" + path + "': " + why + ". Expected one such as app/lib/web.jar.");
    }
}
