package dev.davit.build.java;

import dev.davit.build.aot.TrainingJar;
import dev.davit.build.java.CompiledApplication.Part;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where everything on the class path is in the image, relative to the application's folder.
 *
 * @param modules the application's other parts, by their paths
 * @param libraries by their paths
 * @param order all paths as they follow each other on the class path, as the source has it
 * @param librariesFirst whether the application follows its libraries instead, so that an AOT cache of these is of use
 *     with every state of the application
 */
record ClassPathLayout(
        Map<String, Path> modules, Map<String, Path> libraries, List<String> order, boolean librariesFirst) {
    ClassPathLayout {
        modules = Collections.unmodifiableMap(new LinkedHashMap<>(modules));
        libraries = Collections.unmodifiableMap(new LinkedHashMap<>(libraries));
        order = List.copyOf(order);
    }

    static ClassPathLayout of(CompiledApplication app, boolean librariesFirst) {
        Map<Path, String> parts =
                app.parts().stream().collect(Collectors.toMap(Part::classes, Part::name, (first, _) -> first));
        Map<String, Path> modules = new LinkedHashMap<>();
        Map<String, Path> libraries = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (Path path : app.order()) {
            String part = parts.get(path);
            if (part == null) {
                libraries.put(free("lib/", path.getFileName().toString(), taken), path);
            } else {
                modules.put(free("modules/", part + ".jar", taken), path);
            }
        }
        Map<Path, String> names = new LinkedHashMap<>();
        modules.forEach((name, path) -> names.put(path, name));
        libraries.forEach((name, path) -> names.put(path, name));
        List<String> order = app.order().stream().distinct().map(names::get).toList();
        return new ClassPathLayout(modules, libraries, order, librariesFirst);
    }

    /** The jar that comes first, by its path in the image, and the application's, which name all others. */
    List<String> classPath() {
        return List.of(librariesFirst ? TrainingJar.LIBRARIES : TrainingJar.ALONE, AppJars.APP_JAR);
    }

    /** What the first of these names. */
    String namedByFirst() {
        return librariesFirst
                ? attribute(order.stream().filter(libraries::containsKey).toList())
                : "";
    }

    /** What the application's jar names. */
    String namedByApp() {
        return attribute(
                librariesFirst ? order.stream().filter(modules::containsKey).toList() : order);
    }

    /** A value of the {@code Class-Path} attribute, whose members are relative URLs. */
    private static String attribute(List<String> paths) {
        return paths.stream().map(ClassPathLayout::url).collect(Collectors.joining(" "));
    }

    /** Libraries of different groups may have one file name: the later ones get a number. */
    private static String free(String folder, String name, Set<String> taken) {
        int dot = name.lastIndexOf('.');
        String free = folder + name;
        for (int number = 2; !taken.add(free); number++) {
            free = folder + (dot < 0 ? name : name.substring(0, dot)) + "-" + number
                    + (dot < 0 ? "" : name.substring(dot));
        }
        return free;
    }

    private static String url(String path) {
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("every path can be quoted: " + path, e);
        }
    }
}
