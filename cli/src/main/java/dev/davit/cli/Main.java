package dev.davit.cli;

import dev.davit.cli.command.Davit;
import dev.davit.cli.command.Session;
import dev.davit.cli.output.Terminal;
import java.util.Map;

/** Where the program starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int exitCode = run(System.getenv(), args);
        // Not for success: to leave by System.exit makes the JVM load its logging first.
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /** Runs one command line and returns its exit code. */
    public static int run(Map<String, String> environment, String... args) {
        Session session = new Session(environment, Terminal.out(environment), Terminal.err(environment));
        return Davit.run(session, args);
    }
}
