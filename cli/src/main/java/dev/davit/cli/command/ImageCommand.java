package dev.davit.cli.command;

import dev.davit.app.Failure;
import dev.davit.app.Failure.Category;
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

    @Override
    public void run() {
        throw Failure.of(Category.USAGE, "no command was given").withFix("run 'davit image --help' for the commands");
    }
}
