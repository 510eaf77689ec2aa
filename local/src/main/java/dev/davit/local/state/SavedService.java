package dev.davit.local.state;

import dev.davit.app.AppName;

/**
 * A service that is to run.
 *
 * @param address where it listens, as {@code host:port}
 * @param runtime name of the task runtime that runs its tasks
 * @param serving number of the release that gets requests; 0 before the first one does
 */
public record SavedService(AppName name, String address, String runtime, int serving) {}
