package dev.davit.build.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The Maven projects that are built together from one folder. */
record Reactor(Path root) {

    /**
     * The reactor that a project belongs to: that of the topmost folder above it from which a chain of {@code
     * <modules>} leads to it, or of the project alone.
     */
    static Reactor of(Path folder) throws IOException {
        Path root = folder;
        for (Path above = folder.getParent(); above != null; above = above.getParent()) {
            if (Files.isRegularFile(above.resolve(Pom.FILE)) && modules(above).contains(root)) {
                root = above;
            }
        }
        return new Reactor(root);
    }

    /** All folders with a project, the root included. */
    SortedSet<Path> folders() throws IOException {
        SortedSet<Path> all = new TreeSet<>();
        collect(root, all);
        return all;
    }

    /** The poms above these folders that they inherit from and that are none of these folders' own. */
    static SortedSet<Path> parentsOf(Set<Path> folders) throws IOException {
        SortedSet<Path> parents = new TreeSet<>();
        for (Path folder : folders) {
            Optional<Path> parent = parentOf(folder.resolve(Pom.FILE));
            while (parent.isPresent() && parents.add(parent.get())) {
                parent = parentOf(parent.get());
            }
        }
        parents.removeIf(pom -> pom.endsWith(Pom.FILE) && folders.contains(pom.getParent()));
        return parents;
    }

    private static Optional<Path> parentOf(Path pom) throws IOException {
        return Pom.read(pom)
                .parent()
                .filter(path -> !path.isEmpty())
                .map(path -> pomAt(pom.resolveSibling(path).normalize()))
                .filter(Files::isRegularFile);
    }

    private static Path pomAt(Path path) {
        return Files.isDirectory(path) ? path.resolve(Pom.FILE) : path;
    }

    private static void collect(Path folder, Set<Path> all) throws IOException {
        if (Files.isRegularFile(folder.resolve(Pom.FILE)) && all.add(folder)) {
            for (Path module : modules(folder)) {
                collect(module, all);
            }
        }
    }

    private static List<Path> modules(Path folder) throws IOException {
        List<Path> modules = new ArrayList<>();
        for (String module : Pom.of(folder).modules()) {
            Path path = folder.resolve(module).normalize();
            modules.add(Files.isRegularFile(path) ? path.resolveSibling(".").normalize() : path);
        }
        return modules;
    }
}
