package dev.davit.image.store;

import dev.davit.image.Digest;
import dev.davit.image.json.Json;
import dev.davit.image.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The images that others than the store's own index rely on: one file for each owner, with the path of something of the
 * owner's. When that is gone, so is the owner, and its file counts no more.
 */
final class Pins {

    private static final String SUFFIX = ".json";

    private final Path directory;

    Pins(Path root) {
        this.directory = root.resolve("pins");
    }

    /** Replaces what the owner has pinned. */
    void set(Path owner, Map<String, Digest> images) throws ImageStoreException {
        String place = owner.toAbsolutePath().normalize().toString();
        String name = Digest.sha256(place.getBytes(StandardCharsets.UTF_8)).hex();
        Path file = directory.resolve(name + SUFFIX);
        Path passing = directory.resolve(name + "." + UUID.randomUUID() + ".part");
        Map<String, Object> pinned = new LinkedHashMap<>();
        images.forEach((use, digest) -> pinned.put(use, digest.toString()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("owner", place);
        json.put("images", pinned);
        try {
            if (images.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            Files.createDirectories(directory);
            try {
                Files.write(passing, Json.render(json));
                Files.move(passing, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(passing);
            }
        } catch (IOException e) {
            throw ImageStoreException.of("write", file, OptionalLong.empty(), e);
        }
    }

    /** What is pinned and what for, such as {@code hello v3}, by all owners that are still there. */
    Map<String, Digest> all() throws ImageStoreException {
        Map<String, Digest> all = new LinkedHashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                read(file)
                        .ifPresent(json ->
                                json.textMap("images").forEach((use, digest) -> put(all, use, Digest.parse(digest))));
            }
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException e) {
            throw ImageStoreException.of("read", directory, OptionalLong.empty(), e);
        } catch (IllegalArgumentException e) {
            throw ImageStoreException.corrupt(
                    directory, String.valueOf(e.getMessage()), "Remove it, and start the services again");
        }
        return all;
    }

    /** Two owners may have the same use for different images: both count. */
    private static void put(Map<String, Digest> all, String use, Digest digest) {
        String name = use;
        for (int i = 2; all.containsKey(name) && !digest.equals(all.get(name)); i++) {
            name = use + " (" + i + ")";
        }
        all.put(name, digest);
    }

    private static Optional<JsonObject> read(Path file) throws IOException {
        try {
            JsonObject json =
                    Json.parse(Files.readAllBytes(file), file.getFileName().toString());
            return Files.exists(Path.of(json.requiredText("owner"))) ? Optional.of(json) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
