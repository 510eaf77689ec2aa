package dev.davit.build.compile;

import dev.davit.build.maven.extension.ProjectFacts;
import dev.davit.build.maven.extension.ProjectFacts.ResourceFolder;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A project that Maven compiled, with what is known of its resources.
 *
 * @param copies files that were copied to the classes as they are, with their places there
 */
record Unit(ProjectFacts facts, SortedMap<Path, Path> copies) {
    private static final String MODULE_INFO = "module-info.java";

    Unit {
        copies = Collections.unmodifiableSortedMap(new TreeMap<>(copies));
    }

    /** The project as it is right after Maven compiled it. */
    static Unit of(ProjectFacts facts) throws IOException {
        SortedMap<Path, Path> copies = new TreeMap<>();
        Set<Path> places = new HashSet<>();
        Set<Path> contested = new HashSet<>();
        for (ResourceFolder resources : facts.sources().resources()) {
            for (Path file : files(resources.folder())) {
                Path target = resources.target().resolve(resources.folder().relativize(file));
                if (Patterns.mayMatch(resources.includes(), resources.folder().relativize(file))
                        && !places.add(target)) {
                    contested.add(target);
                }
                if (!isFiltered(file, facts) && Files.isRegularFile(target) && Files.mismatch(file, target) < 0) {
                    copies.put(file, facts.classes().relativize(target));
                }
            }
        }
        copies.values().removeIf(place -> contested.contains(facts.classes().resolve(place)));
        return new Unit(facts, copies);
    }

    /** Why this project cannot be compiled again without Maven. */
    Optional<String> obstacle() throws IOException {
        if (facts.obstacle().isPresent()) {
            return facts.obstacle();
        }
        for (Path folder : Stream.concat(
                        facts.sources().roots().stream(),
                        facts.sources().resources().stream().map(ResourceFolder::folder))
                .toList()) {
            if (!isWatched(folder) && !files(folder).isEmpty()) {
                return Optional.of("files of " + folder);
            }
        }
        if (copies.values().stream().anyMatch(place -> place.toString().endsWith(".class"))) {
            return Optional.of("class files among the resources");
        }
        List<Path> sources = sources();
        if (facts.compilation().isEmpty()) {
            return sources.isEmpty() ? Optional.empty() : Optional.of("source files that were not compiled");
        }
        ProjectFacts.Compilation compilation = facts.compilation().get();
        if (!Set.copyOf(sources).equals(Set.copyOf(compilation.files()))) {
            return Optional.of("a choice of source files");
        }
        if (sources.stream().anyMatch(file -> file.endsWith(MODULE_INFO))) {
            return Optional.of("a module descriptor, which Maven changes afterwards");
        }
        if (compilation.encoding().isEmpty()) {
            return Optional.of("source files in an encoding that is not said");
        }
        return JavacArguments.unknown(compilation.arguments()).map(argument -> "the compiler's argument " + argument);
    }

    /** All source files as they are now, in the order in which Maven named those that it knew. */
    List<Path> sources() throws IOException {
        Set<Path> now = new TreeSet<>();
        for (Path root : roots()) {
            files(root).stream()
                    .filter(file -> file.toString().endsWith(".java"))
                    .forEach(now::add);
        }
        List<Path> known =
                facts.compilation().map(ProjectFacts.Compilation::files).orElse(List.of());
        return Stream.concat(known.stream().filter(now::contains), now.stream())
                .distinct()
                .toList();
    }

    /** Whether the classes of another project are on this one's class path. */
    boolean uses(Unit other) {
        return facts.compilation().stream()
                .anyMatch(compilation -> JavacArguments.classPath(compilation.arguments())
                        .contains(other.facts().classes()));
    }

    void write(DataOutput out) throws IOException {
        facts.write(out);
        out.writeInt(copies.size());
        for (Map.Entry<Path, Path> copy : copies.entrySet()) {
            out.writeUTF(copy.getKey().toString());
            out.writeUTF(copy.getValue().toString());
        }
    }

    static Unit read(DataInput in) throws IOException {
        ProjectFacts facts = ProjectFacts.read(in);
        SortedMap<Path, Path> copies = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            copies.put(Path.of(in.readUTF()), Path.of(in.readUTF()));
        }
        return new Unit(facts, copies);
    }

    private List<Path> roots() {
        return facts.sources().roots().stream().filter(this::isWatched).toList();
    }

    private boolean isWatched(Path folder) {
        return folder.startsWith(facts.folder())
                && !folder.equals(facts.folder())
                && !folder.startsWith(facts.classes().resolveSibling("").normalize());
    }

    private static boolean isFiltered(Path file, ProjectFacts facts) {
        return facts.sources().resources().stream()
                .anyMatch(resources -> resources.filtered()
                        && file.startsWith(resources.folder())
                        && Patterns.mayMatch(
                                resources.includes(), resources.folder().relativize(file)));
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
