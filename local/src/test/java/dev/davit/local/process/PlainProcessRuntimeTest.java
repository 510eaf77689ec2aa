package dev.davit.local.process;

import dev.davit.image.store.ImageStore;
import dev.davit.local.runtime.TaskRuntime;
import dev.davit.local.runtime.TaskRuntimeContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

/** Tasks where namespaces are refused. */
@Tag("slow")
class PlainProcessRuntimeTest extends TaskRuntimeContract {
    @Override
    protected TaskRuntime runtime(ImageStore store, Path agentFolder) {
        return new ProcessRuntime(store, agentFolder, Optional.of(Isolation.NONE));
    }
}
