package dev.davit.cli;

import dev.davit.cli.command.Davit;
import dev.davit.cli.command.Session;
import dev.davit.cli.output.Terminal;
import java.util.Map;

/** Where the program starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(run(System.getenv(), args));
    }

    /** Runs one command line and returns its exit code. */
    static int run(Map<String, String> environment, String... args) {
        Session session = new Session(environment, Terminal.out(environment), Terminal.err(environment));
        return Davit.commandLine(session).execute(args);
    }
}
