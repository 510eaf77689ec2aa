package dev.davit.image.rootfs;

import java.util.ArrayList;
import java.util.List;

/** Reads the names in a layer: relative to the root of the image, whether or not they start with a slash. */
final class EntryName {

    /** What Linux takes, with all its file systems. */
    private static final int LONGEST = 4096;

    private EntryName() {}

    /** The target of a symbolic link, as it is. */
    static String target(String name) throws UnpackException {
        if (name.isEmpty() || name.length() > LONGEST) {
            throw new UnpackException("a symbolic link to a name of " + name.length() + " characters cannot be made");
        }
        return name;
    }

    /** The parts of a name; none for the root itself. */
    static List<String> parts(String name) throws UnpackException {
        if (name.length() > LONGEST) {
            throw new UnpackException("'" + name.substring(0, 100) + "...' has " + name.length()
                    + " characters, more than a file system takes");
        }
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw new UnpackException("'" + name + "' would lead out of the image: it contains '..'");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** What a deletion mark deletes. */
    static String hidden(String mark) throws UnpackException {
        String name = mark.substring(".wh.".length());
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new UnpackException("'" + mark + "' would lead out of the image: it deletes '" + name + "'");
        }
        return name;
    }
}
