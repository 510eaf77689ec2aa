package dev.davit.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code davit image}: the commands about images in the store of this machine. */
@Command(
        name = "image",
        description = "Work with the images in this machine's store.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = ImageSave.class)
final class ImageCommand implements Runnable {
    @Mixin
    private CommonOptions.WithFile options;

    /** Without a command. */
    @Override
    public void run() {
        options.command.commandLine().usage(options.davit().session.out().stream());
    }
}
