package dev.davit.app;

import java.util.List;
import java.util.Optional;

/**
 * What the Java builder is told beyond what it finds out by itself.
 *
 * @param mainClass binary name of the class to start; found in the class files when absent
 * @param modules JDK modules to put into the runtime besides those that the class files name
 * @param options options for the {@code java} command, such as {@code -XX:MaxRAMPercentage=75}
 * @param aot whether the image gets an AOT cache; each command has a default of its own when absent
 */
public record JavaOptions(
        Optional<String> mainClass, List<String> modules, List<String> options, Optional<Boolean> aot) {
    public static final JavaOptions DEFAULTS =
            new JavaOptions(Optional.empty(), List.of(), List.of(), Optional.empty());

    public JavaOptions {
        modules = List.copyOf(modules);
        options = List.copyOf(options);
    }
}
