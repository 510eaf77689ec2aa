package dev.davit.image.store;

import dev.davit.image.Digest;
import dev.davit.image.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Notes beside the blobs of the repositories that had them. Hints only: what cannot be read or written is left out. */
final class Origins {

    /** A base image's layer may go to any number of repositories; the first ones are as good as any. */
    private static final int MOST = 20;

    private final Path directory;

    Origins(Path root) {
        this.directory = root.resolve("origins");
    }

    List<ImageReference> of(Digest blob) {
        List<ImageReference> repositories = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(path(blob))) {
                repositories.add(ImageReference.parse(line));
            }
        } catch (IOException | IllegalArgumentException e) {
            // None known, or a line that is being written.
        }
        return List.copyOf(repositories);
    }

    void add(Digest blob, Collection<ImageReference> repositories) {
        List<String> known = of(blob).stream().map(ImageReference::name).toList();
        List<String> added = repositories.stream()
                .map(ImageReference::name)
                .distinct()
                .filter(name -> !known.contains(name))
                .limit(Math.max(0, MOST - known.size()))
                .toList();
        if (added.isEmpty()) {
            return;
        }
        try {
            Path file = path(blob);
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(
                    file, String.join("\n", added) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // A push then sends what it might have mounted.
        }
    }

    void delete(Digest blob) throws IOException {
        Files.deleteIfExists(path(blob));
    }

    private Path path(Digest blob) {
        return directory.resolve(blob.algorithm()).resolve(blob.hex());
    }
}
