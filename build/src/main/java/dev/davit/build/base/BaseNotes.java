package dev.davit.build.base;

import dev.davit.build.layer.AtomicFile;
import dev.davit.image.Digest;
import dev.davit.image.ImageReference;
import dev.davit.image.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What earlier builds found out about bases, in small files. A note that is not there or cannot be read costs the work of
 * finding it out again. Safe for use by many threads and processes at once.
 */
final class BaseNotes {
    private static final String FORMAT = "davit-base-1";

    private final Path folder;

    BaseNotes(Path folder) {
        this.folder = folder;
    }

    /** The image for a platform that an index, or a manifest, led to. */
    Optional<Digest> image(Digest pinned, Platform platform) throws IOException {
        return read("image", pinned + " " + platform).map(Digest::parse);
    }

    void image(Digest pinned, Platform platform, Digest image) throws IOException {
        write("image", pinned + " " + platform, image.toString());
    }

    /** What a tag meant when it was asked for last. */
    Optional<Digest> tag(ImageReference reference) throws IOException {
        return read("tag", reference.toString()).map(Digest::parse);
    }

    void tag(ImageReference reference, Digest digest) throws IOException {
        write("tag", reference.toString(), digest.toString());
    }

    Optional<BaseJava> java(Digest image) throws IOException {
        return read("java", image.toString()).map(text -> {
            int space = text.indexOf(' ');
            String feature = text.substring(0, space);
            return new BaseJava(
                    text.substring(space + 1),
                    feature.equals("?") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(feature)));
        });
    }

    void java(Digest image, BaseJava java) throws IOException {
        String feature =
                java.feature().isPresent() ? String.valueOf(java.feature().getAsInt()) : "?";
        write("java", image.toString(), feature + " " + java.command());
    }

    /** The content of a root file system that was found in this state. */
    Optional<Digest> content(Path root, Digest state) throws IOException {
        return read("content", root + " " + state).map(Digest::parse);
    }

    void content(Path root, Digest state, Digest content) throws IOException {
        write("content", root + " " + state, content.toString());
    }

    private Optional<String> read(String kind, String key) throws IOException {
        try {
            String[] lines = Files.readString(file(kind, key)).split("\n", -1);
            return lines.length == 3 && lines[0].equals(FORMAT) ? Optional.of(lines[1]) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void write(String kind, String key, String value) throws IOException {
        AtomicFile.write(file(kind, key), (FORMAT + "\n" + value + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private Path file(String kind, String key) {
        return folder.resolve(kind)
                .resolve(Digest.sha256(key.getBytes(StandardCharsets.UTF_8)).hex());
    }
}
