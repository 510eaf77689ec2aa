package dev.davit.local.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.davit.image.store.ImageStore;
import dev.davit.local.runtime.TaskRuntime;
import dev.davit.local.runtime.TaskRuntimeContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

/** Tasks as those of a user other than root are run, in user namespaces. */
@Tag("slow")
class UserNamespaceRuntimeTest extends TaskRuntimeContract {
    @Override
    protected TaskRuntime runtime(ImageStore store, Path agentFolder) {
        assumeTrue(
                Isolation.USER.works(Tools.find(Optional.empty())), "unshare --user: user namespaces are refused here");
        return new ProcessRuntime(store, agentFolder, Optional.of(Isolation.USER));
    }
}
