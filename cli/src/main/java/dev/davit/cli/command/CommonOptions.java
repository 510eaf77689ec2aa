package dev.davit.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command has; they may stand before the command's name or after it. */
class CommonOptions {
    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    Davit davit() {
        return (Davit) command.root().userObject();
    }

    @Option(
            names = {"-e", "--environment"},
            paramLabel = "NAME",
            description = "Environment of the description to apply.")
    void setEnvironment(@Nullable String name) {
        if (name != null) {
            davit().environment = name;
        }
    }

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "What the result looks like: text (default) or json.")
    void setOutput(@Nullable OutputFormat format) {
        if (format != null) {
            davit().output = format;
        }
    }

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    void setQuiet(boolean given) {
        davit().quiet |= given;
    }

    @Option(
            names = {"-v", "--verbose"},
            description = "Show where a failure came from.")
    void setVerbose(boolean given) {
        davit().verbose |= given;
    }

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    /** Adds the choice of the app description. */
    static final class WithFile extends CommonOptions {
        @Option(
                names = {"-f", "--file"},
                paramLabel = "FILE",
                description = "App description (default: davit.yaml where there is one).")
        void setFile(java.nio.file.@Nullable Path file) {
            if (file != null) {
                davit().file = file;
            }
        }
    }

    /** The same where {@code -f} means to follow. */
    static final class WithLongFile extends CommonOptions {
        @Option(
                names = "--file",
                paramLabel = "FILE",
                description = "App description (default: davit.yaml where there is one).")
        void setFile(java.nio.file.@Nullable Path file) {
            if (file != null) {
                davit().file = file;
            }
        }
    }
}
