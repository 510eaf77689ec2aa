package dev.davit.build.java;

import dev.davit.build.layer.AtomicFile;
import dev.davit.build.runtime.Jdk;
import dev.davit.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Remembers what each library needs, so that a library is scanned once. Safe for use by many threads and processes. */
final class NeedsCache {
    private static final String FORMAT = "davit-needs-1";

    private final Path folder;
    private final Jdk jdk;

    NeedsCache(Path folder, Jdk jdk) {
        this.folder = folder;
        this.jdk = jdk;
    }

    Needs get(Path library, Digest content) throws IOException {
        Path note = folder.resolve(content.hex() + "-" + jdk.identity().substring(0, 16));
        Optional<Needs> known = read(note);
        if (known.isPresent()) {
            return known.get();
        }
        Needs needs = NeedsScan.ofLibrary(library, jdk);
        AtomicFile.write(
                note,
                (FORMAT + "\n" + String.join(" ", needs.modules()) + "\n" + String.join(" ", needs.libraries()) + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        return needs;
    }

    private static Optional<Needs> read(Path note) throws IOException {
        try {
            String[] lines = Files.readString(note).split("\n", -1);
            return lines.length == 4 && lines[0].equals(FORMAT)
                    ? Optional.of(new Needs(words(lines[1]), words(lines[2])))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static SortedSet<String> words(String line) {
        return line.isEmpty() ? new TreeSet<>() : new TreeSet<>(List.of(line.split(" ")));
    }
}
