package dev.davit.build.compile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What changed files come to for the projects that hold them.
 *
 * @param compile the projects whose source files changed
 * @param copy resources to be copied again
 */
record Edits(Set<Unit> compile, Set<Path> copy) {
    /** Names that Maven's scanner takes, unlike {@code .#Main.java} or {@code Main.java~}. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$-]*(\\.java)?");

    private static final Set<String> IGNORED = Set.of("CVS", "SCCS", "RCS", "BitKeeper", "ChangeSet", "_darcs", "_MTN");
    private static final Set<String> DESCRIPTIONS = Set.of("pom.xml", "module-info.java");

    Edits {
        compile = Set.copyOf(compile);
        copy = Set.copyOf(copy);
    }

    /** Nothing when a change may have a meaning that only Maven knows. */
    static Optional<Edits> of(Set<Path> changed, List<Unit> units) {
        Set<Unit> compile = new HashSet<>();
        Set<Path> copy = new HashSet<>();
        for (Path file : changed) {
            Optional<Unit> owner = units.stream()
                    .filter(unit -> file.startsWith(unit.facts().folder()))
                    .max(Comparator.comparingInt(unit -> unit.facts().folder().getNameCount()));
            if (owner.isEmpty() || DESCRIPTIONS.contains(file.getFileName().toString())) {
                return Optional.empty();
            }
            Unit unit = owner.get();
            boolean source = isSource(file, unit);
            if (source) {
                compile.add(unit);
            }
            if (unit.copies().containsKey(file) && Files.isRegularFile(file)) {
                copy.add(file);
            } else if (isResource(file, unit) || (!source && !isForTests(file, unit))) {
                return Optional.empty();
            }
        }
        return Optional.of(new Edits(compile, copy));
    }

    private static boolean isSource(Path file, Unit unit) {
        return unit.facts().sources().roots().stream()
                .filter(file::startsWith)
                .anyMatch(root -> file.toString().endsWith(".java") && isOrdinary(root.relativize(file)));
    }

    private static boolean isOrdinary(Path file) {
        for (Path part : file) {
            if (!NAME.matcher(part.toString()).matches() || IGNORED.contains(part.toString())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isResource(Path file, Unit unit) {
        return unit.facts().sources().resources().stream().anyMatch(resources -> file.startsWith(resources.folder()));
    }

    private static boolean isForTests(Path file, Unit unit) {
        return unit.facts().sources().tests().stream()
                .anyMatch(folder ->
                        file.startsWith(folder) && !unit.facts().folder().startsWith(folder));
    }
}
