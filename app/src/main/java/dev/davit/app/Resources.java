package dev.davit.app;

/**
 * What one task may use.
 *
 * @param cpu in units of which 1024 are one virtual CPU
 * @param memory in MiB
 */
public record Resources(int cpu, int memory) {
    public static final Resources DEFAULTS = new Resources(256, 512);
}
