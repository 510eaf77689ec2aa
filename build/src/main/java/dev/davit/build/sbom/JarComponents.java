package dev.davit.build.sbom;

import dev.davit.image.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a jar into a component: the library itself, with those that are packed into it as its parts. */
final class JarComponents {
    private final LocalRepository repository;

    JarComponents(LocalRepository repository) {
        this.repository = repository;
    }

    /** The jar with this content, where this machine still has it. */
    Optional<Path> find(Digest content) throws IOException {
        return repository.file(content);
    }

    Map<String, Object> of(String path, Digest content, Jar jar) throws IOException {
        return library(path, content, jar).json(Optional.of(path));
    }

    private Component library(String path, Digest content, Jar jar) throws IOException {
        Optional<LocalRepository.Found> known = repository.find(content);
        Coordinates coordinates = known.isPresent() ? known.get().coordinates() : coordinates(path, jar);
        List<License> licenses = known.map(LocalRepository.Found::licenses).orElse(List.of());
        if (licenses.isEmpty()) {
            licenses = jar.poms().getOrDefault(coordinates, List.of());
        }
        if (licenses.isEmpty()) {
            licenses = jar.manifestLicenses();
        }
        List<Map<String, Object>> parts = new ArrayList<>();
        for (var pom : jar.poms().entrySet()) {
            if (!pom.getKey().equals(coordinates)) {
                parts.add(
                        Component.library(pom.getKey()).licenses(pom.getValue()).json(Optional.empty()));
            }
        }
        for (var nested : jar.nested().entrySet()) {
            String place = path + "!/" + nested.getKey();
            parts.add(library(
                            place,
                            nested.getValue().content(),
                            nested.getValue().jar())
                    .json(Optional.of(place)));
        }
        return Component.library(coordinates)
                .digest(content)
                .licenses(licenses)
                .parts(parts)
                .at(List.of(path));
    }

    /** The pom that the file is named after, or that is the only one; else what file name and manifest say. */
    private static Coordinates coordinates(String path, Jar jar) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        Optional<Coordinates> own = jar.poms().keySet().stream()
                .filter(pom -> jar.poms().size() == 1
                        || file.startsWith(pom.name() + "-" + pom.version().orElse("")))
                .findFirst();
        if (own.isPresent()) {
            return own.get();
        }
        Coordinates named = Coordinates.ofFile(file);
        return new Coordinates(
                jar.text("Implementation-Vendor-Id"),
                named.name(),
                named.version().or(() -> jar.text("Implementation-Version")).or(() -> jar.text("Bundle-Version")));
    }
}
