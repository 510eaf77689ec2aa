package dev.davit.build.aot;

import dev.davit.build.layer.AtomicFile;
import dev.davit.image.Digest;
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
        Optional<String> ofAnyApplication = read(training.key());
        return ofAnyApplication.isPresent() ? ofAnyApplication : read(training.wholeKey());
    }

    void add(Training training, Training.Refused refused) throws IOException {
        switch (refused.holds()) {
            case FOR_THIS_TIME -> {}
            case UNTIL_THE_APPLICATION_CHANGES -> write(training.wholeKey(), refused.why());
            case UNTIL_LIBRARIES_OR_SETTINGS_CHANGE -> write(training.key(), refused.why());
        }
    }

    private Optional<String> read(Digest key) throws IOException {
        try {
            return Optional.of(Files.readString(folder.resolve(key.hex())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void write(Digest key, String why) throws IOException {
        AtomicFile.write(folder.resolve(key.hex()), why.getBytes(StandardCharsets.UTF_8));
    }
}
