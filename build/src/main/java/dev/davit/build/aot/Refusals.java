package dev.davit.build.aot;

import dev.davit.build.layer.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Remembers for which applications no cache can be made, so that they are not started again and again. */
final class Refusals {
    private final Path folder;

    Refusals(Path folder) {
        this.folder = folder;
    }

    Optional<String> find(Training training) throws IOException {
        try {
            return Optional.of(Files.readString(note(training)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void add(Training training, String why) throws IOException {
        AtomicFile.write(note(training), why.getBytes(StandardCharsets.UTF_8));
    }

    private Path note(Training training) {
        return folder.resolve(training.wholeKey().hex());
    }
}
