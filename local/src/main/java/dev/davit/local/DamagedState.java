package dev.davit.local;

import dev.davit.local.state.DamagedStateException;
import dev.davit.local.state.StateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the state; a damaged one is set aside, where someone can look at it, and said to be. */
final class DamagedState {
    private static final Logger LOG = LoggerFactory.getLogger(DamagedState.class);

    private DamagedState() {}

    static StateStore open(LocalFolders folders, InstantSource clock, Consumer<String> notice) {
        Path file = folders.database();
        try {
            return StateStore.open(file);
        } catch (DamagedStateException e) {
            Path aside = file.resolveSibling("state.db.damaged-" + clock.millis());
            String message = "the agent's state " + file + " is damaged (" + e.getMessage() + ") and set aside as "
                    + aside.getFileName() + "; the services and releases of before are not known any more";
            LOG.error(message);
            notice.accept(message);
            try {
                Files.move(file, aside);
                for (String suffix : new String[] {"-wal", "-shm"}) {
                    Path companion = file.resolveSibling(file.getFileName() + suffix);
                    if (Files.exists(companion)) {
                        Files.move(companion, aside.resolveSibling(aside.getFileName() + suffix));
                    }
                }
            } catch (IOException moving) {
                e.addSuppressed(moving);
                throw e;
            }
            return StateStore.open(file);
        }
    }
}
