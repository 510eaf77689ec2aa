package dev.davit.build.layer;

import dev.davit.image.Digest;
import dev.davit.image.json.Json;
import dev.davit.image.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a layer was made of, so that nobody need read the layer to know it.
 *
 * @param files by their paths in the image
 * @param trees folders of this machine that were taken as they are, by their paths in the image; they may be gone by now
 */
public record LayerContents(SortedMap<String, Digest> files, SortedMap<String, Path> trees) {
    public LayerContents {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        trees = Collections.unmodifiableSortedMap(new TreeMap<>(trees));
    }

    void write(Path file) throws IOException {
        SortedMap<String, String> digests = new TreeMap<>();
        files.forEach((path, digest) -> digests.put(path, digest.toString()));
        SortedMap<String, String> folders = new TreeMap<>();
        trees.forEach((path, folder) -> folders.put(path, folder.toString()));
        AtomicFile.write(file, Json.render(new TreeMap<>(Map.of("files", digests, "trees", folders))));
    }

    /** Reads what was written; nothing when that is not there or makes no sense. */
    static Optional<LayerContents> read(Path file) throws IOException {
        try {
            JsonObject json = Json.parse(Files.readAllBytes(file), file.toString());
            SortedMap<String, Digest> files = new TreeMap<>();
            json.textMap("files").forEach((path, digest) -> files.put(path, Digest.parse(digest)));
            SortedMap<String, Path> trees = new TreeMap<>();
            json.textMap("trees").forEach((path, folder) -> trees.put(path, Path.of(folder)));
            return Optional.of(new LayerContents(files, trees));
        } catch (NoSuchFileException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
