package dev.davit.local.state;

/** A task that runs no more, and whose log is kept. */
public record EndedTask(String id, int release) {}
