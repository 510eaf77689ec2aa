package dev.davit.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The choice of an AOT cache, of the commands that build. */
final class AotOption {
    @Option(
            names = "--aot",
            negatable = true,
            description = "Put an AOT cache into a Java image, which starts faster with it: the app is started once"
                    + " for that, apart from this machine (default: with push only).")
    private @Nullable Boolean given;

    boolean wanted(boolean otherwise) {
        return given == null ? otherwise : given;
    }
}
