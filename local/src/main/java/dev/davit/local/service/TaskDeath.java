package dev.davit.local.service;

import java.util.Optional;

/**
 * A task that ended, or was given up, without being asked to end.
 *
 * @param cause in plain words that follow the name of the task, such as {@code ended with exit code 1}
 * @param fix what may help
 * @param worthRetry another task of the same release may fare better
 */
record TaskDeath(Task task, String cause, Optional<String> fix, boolean worthRetry) {}
