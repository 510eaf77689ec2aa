package dev.davit.local.service;

/**
 * A task that ended, or was given up, without being asked to end.
 *
 * @param cause in plain words that follow the name of the task, such as {@code ended with exit code 1}
 * @param fix what is to be done
 * @param worthRetry another task of the same release may fare better
 */
record TaskDeath(Task task, String cause, String fix, boolean worthRetry) {
    /** Whether it may have written something that tells more. */
    boolean wrote() {
        return task.running != null;
    }
}
