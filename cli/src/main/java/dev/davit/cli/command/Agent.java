package dev.davit.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code davit agent}: the process behind the services of this machine. */
@Command(
        name = "agent",
        description = "The background process that holds this machine's services.",
        synopsisSubcommandLabel = "COMMAND",
        hidden = true,
        subcommands = Agent.Run.class)
final class Agent implements Runnable {
    @Mixin
    private CommonOptions options;

    /** Without a command. */
    @Override
    public void run() {
        options.command.commandLine().usage(options.davit().session.out().stream());
    }

    /** {@code davit agent run}. */
    @Command(name = "run", description = "Run an agent in the foreground; other commands start one when they need it.")
    static final class Run implements Callable<Integer> {
        @Mixin
        private CommonOptions options;

        @Override
        public Integer call() {
            Session session = options.davit().session;
            dev.davit.local.Agent.run(session.localFolders(), session.version());
            // Libraries keep threads that would hold the process for seconds.
            System.exit(0);
            return 0;
        }
    }
}
