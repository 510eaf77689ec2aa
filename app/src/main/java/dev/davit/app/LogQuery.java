package dev.davit.app;

import java.util.Optional;

/**
 * Which log lines are wanted.
 *
 * @param task only this task's lines; otherwise those of all tasks of the service
 * @param lines only the last so many lines of what there is now
 * @param follow go on with new lines as they come
 */
public record LogQuery(AppName service, Optional<String> task, int lines, boolean follow) {}
