package dev.davit.local.control;

import dev.davit.app.AppName;
import dev.davit.app.Failure;
import dev.davit.local.log.MergedLog;
import dev.davit.local.log.TaskLogs;
import dev.davit.local.state.StateStore;
import java.util.List;

/** Which tasks there are to read the logs of. */
public final class LogSources {
    private final StateStore state;
    private final MergedLog merged;

    public LogSources(StateStore state, TaskLogs logs) {
        this.state = state;
        this.merged = new MergedLog(logs);
    }

    MergedLog merged() {
        return merged;
    }

    /**
     * The service's tasks, those that have ended first, or the one that is asked for by the beginning of its id.
     *
     * @throws Failure when there is no such task
     */
    List<MergedLog.Source> of(AppName service, String task) {
        List<MergedLog.Source> all = state.taskReleases(service).entrySet().stream()
                .map(entry -> new MergedLog.Source(entry.getKey(), entry.getValue()))
                .toList();
        if (task.isEmpty()) {
            return all;
        }
        List<MergedLog.Source> matching =
                all.stream().filter(source -> source.task().startsWith(task)).toList();
        if (matching.isEmpty()) {
            throw Failure.of(Failure.Category.FAILED, service + " has no task '" + task + "' whose log is kept")
                    .withFix("see its tasks with: davit ps");
        }
        return matching;
    }
}
