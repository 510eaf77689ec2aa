package dev.davit.local;

import java.nio.file.Path;

/** What a command line does for an agent: {@code STATE RUNTIME IMAGES}. */
final class TestAgent {
    static final String VERSION = "test";

    private TestAgent() {}

    public static void main(String[] arguments) {
        Agent.run(new LocalFolders(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2])), VERSION);
        System.exit(0);
    }
}
