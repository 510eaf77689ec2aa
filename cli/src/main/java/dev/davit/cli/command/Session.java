package dev.davit.cli.command;

import dev.davit.cli.output.ProgressDisplay;
import dev.davit.cli.output.Terminal;
import dev.davit.local.AgentCommand;
import dev.davit.local.LocalFolders;
import dev.davit.local.LocalPlatform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a command works with besides its own arguments.
 *
 * @param out where the result goes
 * @param err where progress and failures go
 */
public record Session(Map<String, String> environment, Terminal out, Terminal err) {
    /** System property: the folder of this build of Davit, where its ahead-of-time caches are. */
    public static final String HOME = "davit.home";

    /** System property: the version of this build. */
    public static final String VERSION = "davit.version";

    /** System property: an agent that is started is to record a new ahead-of-time cache. */
    public static final String RECORD_AGENT = "davit.record.agent";

    Folders folders() {
        return Folders.of(environment);
    }

    LocalFolders localFolders() {
        return new LocalFolders(
                folders().state(), folders().runtime(), folders().images());
    }

    LocalPlatform localPlatform() {
        return LocalPlatform.open(localFolders(), new AgentCommand(agentCommandLine(), version()));
    }

    ProgressDisplay progress(boolean quiet) {
        boolean ci = !environment.getOrDefault("CI", "").isEmpty();
        return quiet ? ProgressDisplay.silent() : ProgressDisplay.on(err, ci);
    }

    /** The same program as this one, in a JVM with room for the optimizing compiler. */
    private static List<String> agentCommandLine() {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-D" + HOME + "=" + System.getProperty(HOME, ""),
                "-D" + VERSION + "=" + System.getProperty(VERSION, "unknown"),
                "-Xmx256m",
                "-Djava.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n"));
        Optional.ofNullable(System.getProperty(HOME))
                .map(home -> Path.of(home, "agent.aot"))
                .flatMap(Session::cacheOption)
                .ifPresent(line::add);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.davit.cli.Main", "agent", "run"));
        return line;
    }

    private static Optional<String> cacheOption(Path cache) {
        if (Boolean.getBoolean(RECORD_AGENT)) {
            return Optional.of("-XX:AOTCacheOutput=" + cache);
        }
        return Files.exists(cache) ? Optional.of("-XX:AOTCache=" + cache) : Optional.empty();
    }

    String version() {
        return System.getProperty(VERSION, "unknown");
    }
}
