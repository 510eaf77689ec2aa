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
    Folders folders() {
        return Folders.of(environment);
    }

    LocalFolders localFolders() {
        return new LocalFolders(
                folders().state(), folders().runtime(), folders().images());
    }

    LocalPlatform localPlatform() {
        return LocalPlatform.open(localFolders(), new AgentCommand(agentCommandLine(), Version.ofDavit()));
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
                "-Xmx256m",
                "-Djava.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n"));
        Optional.ofNullable(System.getProperty("davit.home"))
                .map(home -> Path.of(home, "davit.aot"))
                .filter(Files::exists)
                .ifPresent(cache -> line.add("-XX:AOTCache=" + cache));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.davit.cli.Main", "agent", "run"));
        return line;
    }
}
