package dev.davit.local.state;

import dev.davit.app.AppName;
import dev.davit.local.runtime.TaskHandle;
import java.time.Instant;

/**
 * A task that was started and not seen to end.
 *
 * @param restarts how many tasks have ended in its place before it
 */
public record SavedTask(String id, AppName service, int release, int restarts, TaskHandle handle, Instant startedAt) {}
