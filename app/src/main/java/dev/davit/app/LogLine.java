package dev.davit.app;

/**
 * One line that a task wrote.
 *
 * @param task id of the task
 * @param text without its line end
 */
public record LogLine(String task, int release, String text) {}
