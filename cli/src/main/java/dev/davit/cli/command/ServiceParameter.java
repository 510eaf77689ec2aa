package dev.davit.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The service that a command is about. */
final class ServiceParameter {
    @Parameters(
            paramLabel = "SERVICE",
            arity = "0..1",
            description = "Name of the service (default: the one described here).")
    @Nullable
    String name;
}
