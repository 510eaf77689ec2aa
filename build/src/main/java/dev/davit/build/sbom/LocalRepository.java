package dev.davit.build.sbom;

import dev.davit.build.layer.AtomicFile;
import dev.davit.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Remembers where on this machine a library came from, by its content. Many libraries do not say what they are; their
 * place in Maven's local repository, beside their pom, does. Safe for use by many threads and processes.
 */
final class LocalRepository {
    private static final int MOST_PARENTS = 10;

    private final Path notes;

    LocalRepository(Path notes) {
        this.notes = notes;
    }

    /** What is known of a library. */
    record Found(Coordinates coordinates, List<License> licenses) {}

    /** Notes where these libraries lie. */
    void remember(Collection<Path> libraries, Function<Path, Digest> contents) throws IOException {
        for (Path library : libraries) {
            Path note = notes.resolve(contents.apply(library).hex());
            String place = library.toString();
            if (!Files.exists(note) || !Files.readString(note).equals(place)) {
                AtomicFile.write(note, place.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** What the poms beside the library with this content, and above, say. */
    Optional<Found> find(Digest content) throws IOException {
        Optional<Path> library = place(content);
        return library.isPresent() ? read(library.get()) : Optional.empty();
    }

    /** The library with this content, if it is still where it was. */
    Optional<Path> file(Digest content) throws IOException {
        Optional<Path> library = place(content);
        if (library.isEmpty() || !Files.isRegularFile(library.get())) {
            return Optional.empty();
        }
        FileTime noted = Files.getLastModifiedTime(notes.resolve(content.hex()));
        boolean same = Files.getAttribute(library.get(), "unix:ctime") instanceof FileTime changed
                && changed.compareTo(noted) < 0;
        return library.filter(_ -> same).or(() -> library.filter(file -> isOf(content, file)));
    }

    private static boolean isOf(Digest content, Path file) {
        try {
            return content.isOf(Files.readAllBytes(file));
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<Path> place(Digest content) throws IOException {
        Path note = notes.resolve(content.hex());
        try {
            return Files.exists(note) ? Optional.of(Path.of(Files.readString(note))) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<Found> read(Path library) throws IOException {
        Path file = pomOf(library);
        Optional<PomFile> pom = Files.isRegularFile(file) ? PomFile.read(file) : Optional.empty();
        if (pom.isEmpty()) {
            return Optional.empty();
        }
        PomFile own = pom.get();
        // A library of a repository lies in <group>/<name>/<version>, and the pom names all three: itself or its
        // parent's.
        Optional<String> group = own.group().or(() -> own.parent().flatMap(Coordinates::group));
        Optional<String> version = own.version().or(() -> own.parent().flatMap(Coordinates::version));
        if (group.isEmpty() || version.isEmpty()) {
            return Optional.empty();
        }
        Coordinates coordinates = Coordinates.of(group.get(), own.name(), version.get());
        Optional<Path> root = root(library, coordinates);
        List<License> licenses = own.licenses();
        for (int i = 0; root.isPresent() && licenses.isEmpty() && pom.isPresent() && i < MOST_PARENTS; i++) {
            pom = pom.flatMap(PomFile::parent).flatMap(parent -> PomFile.find(root.get(), parent));
            licenses = pom.map(PomFile::licenses).orElse(List.of());
        }
        return root.isPresent() ? Optional.of(new Found(coordinates, licenses)) : Optional.empty();
    }

    /** The repository's folder, where the library lies as it does in one. */
    private static Optional<Path> root(Path library, Coordinates coordinates) {
        Path below = PomFile.folder(coordinates);
        Path folder = library.resolveSibling(".").normalize();
        if (!folder.endsWith(below)) {
            return Optional.empty();
        }
        return Optional.ofNullable(folder.getRoot())
                .map(top -> top.resolve(folder.subpath(0, folder.getNameCount() - below.getNameCount())));
    }

    private static Path pomOf(Path library) {
        Path version = library.resolveSibling(".").normalize();
        Path name = version.resolveSibling(".").normalize();
        return version.resolve(name.getFileName() + "-" + version.getFileName() + ".pom");
    }
}
