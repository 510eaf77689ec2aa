package dev.davit.local.docker;

import dev.davit.app.Release;
import dev.davit.image.Digest;
import dev.davit.image.store.ImageStore;
import dev.davit.local.runtime.RunningTask;
import dev.davit.local.runtime.TaskHandle;
import dev.davit.local.runtime.TaskRuntime;
import dev.davit.local.runtime.TaskSpec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

public final class DockerRuntime implements TaskRuntime {
    public DockerRuntime(ImageStore store, Path folder) {}

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public Optional<String> whyUnusable() {
        return Optional.of("soon");
    }

    @Override
    public String means() {
        return "";
    }

    @Override
    public void prepare(Release release) {}

    @Override
    public RunningTask start(TaskSpec spec) {
        throw new IllegalStateException();
    }

    @Override
    public Optional<RunningTask> adopt(TaskSpec spec, TaskHandle handle) {
        return Optional.empty();
    }

    @Override
    public void keepOnly(Supplier<Set<Digest>> images) {}
}
