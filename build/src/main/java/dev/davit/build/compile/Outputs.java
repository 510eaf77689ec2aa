package dev.davit.build.compile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder of classes and resources. */
final class Outputs {
    private static final String CLASS = ".class";

    private Outputs() {}

    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        if (!Files.isDirectory(from)) {
            return;
        }
        for (Path file : files(from)) {
            Path place = to.resolve(from.relativize(file));
            Files.createDirectories(place.resolveSibling(""));
            Files.copy(file, place);
        }
    }

    /** Lets what a compiler wrote to one folder take the place of all classes of another. */
    static void replaceClasses(Path classes, Path by) throws IOException {
        for (Path file : files(classes)) {
            Path place = by.resolve(classes.relativize(file));
            if (!file.toString().endsWith(CLASS) && !Files.exists(place)) {
                Files.createDirectories(place.resolveSibling(""));
                Files.move(file, place);
            }
        }
        delete(classes);
        Files.move(by, classes, StandardCopyOption.ATOMIC_MOVE);
    }

    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
