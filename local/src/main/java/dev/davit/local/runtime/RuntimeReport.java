package dev.davit.local.runtime;

/**
 * Whether a runtime can be used here.
 *
 * @param why the reason against it, or what it gives a task
 * @param chosen it is the one that is used when none is asked for
 */
public record RuntimeReport(String runtime, boolean usable, String why, boolean chosen) {}
