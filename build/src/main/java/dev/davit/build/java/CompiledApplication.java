package dev.davit.build.java;

import dev.davit.build.fingerprint.Watched;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The class path of an application: its own parts and then its libraries.
 *
 * @param parts the application itself first, then other modules of the same source
 * @param order parts and libraries after the application itself, as they follow each other on the class path
 * @param manifest main attributes for the application's jar
 * @param inputs the files that it was made from, the libraries included
 */
public record CompiledApplication(
        List<Part> parts,
        List<Path> order,
        Optional<String> mainClass,
        Map<String, String> manifest,
        About about,
        Watched inputs) {
    public CompiledApplication {
        parts = List.copyOf(parts);
        order = List.copyOf(order);
        manifest = Map.copyOf(new TreeMap<>(manifest));
    }

    /**
     * Classes and resources that are the project's own.
     *
     * @param name what its jar is called in the image, without the ending
     * @param classes a folder, or a jar
     */
    public record Part(String name, Path classes) {}

    /**
     * What the source says of itself.
     *
     * @param licenses an SPDX license expression
     */
    public record About(Optional<String> version, Optional<String> sourceUrl, Optional<String> licenses) {
        public static final About NOTHING = new About(Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Part application() {
        return parts.getFirst();
    }

    /** Those on the class path that are not parts of the application. */
    public List<Path> libraries() {
        List<Path> own = parts.stream().map(Part::classes).toList();
        return order.stream().filter(path -> !own.contains(path)).toList();
    }
}
