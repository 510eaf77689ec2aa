package dev.davit.local;

import dev.davit.image.store.ImageStore;
import dev.davit.local.docker.DockerRuntime;
import dev.davit.local.process.ProcessRuntime;
import dev.davit.local.runtime.RuntimeChoice;
import java.util.List;

/** Puts the task runtimes together, the preferred one first. */
final class Runtimes {
    private Runtimes() {}

    static RuntimeChoice of(LocalFolders folders, ImageStore store) {
        return new RuntimeChoice(List.of(
                new DockerRuntime(store, folders.state()),
                new ProcessRuntime(store, folders.state().resolve("process"))));
    }
}
