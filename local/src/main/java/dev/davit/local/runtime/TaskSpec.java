package dev.davit.local.runtime;

import dev.davit.app.Release;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A task that is to run.
 *
 * @param id unique among all tasks of this machine
 * @param release what it runs
 * @param folder the task's own, there already and readable by this user alone; its log goes there
 */
public record TaskSpec(String id, Release release, Path folder) {
    /** Where everything the task writes to its output goes. */
    public Path log() {
        return folder.resolve("log");
    }

    /**
     * What a task is told in its environment, besides what its image says, by every runtime. What Davit tells it counts
     * more than what its description says.
     */
    public Map<String, String> environment(int port) {
        Map<String, String> environment = new LinkedHashMap<>(release.app().variables());
        environment.put("PORT", Integer.toString(port));
        environment.put("DAVIT_SERVICE", release.app().name().value());
        environment.put("DAVIT_RELEASE", release.label());
        environment.put("DAVIT_TASK_ID", id);
        return environment;
    }
}
