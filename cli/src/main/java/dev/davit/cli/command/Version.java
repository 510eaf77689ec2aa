package dev.davit.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code davit version}. */
@Command(name = "version", description = "Show the version of Davit and of its Java runtime.")
final class Version implements Callable<Integer> {
    @Mixin
    private CommonOptions options;

    @Override
    public Integer call() {
        Davit davit = options.davit();
        String version = davit.session.version();
        String java = Runtime.version().toString();
        davit.print(
                "davit " + version + " (Java " + java + ")",
                () -> Json.object().put("version", version).put("java", java));
        return 0;
    }
}
