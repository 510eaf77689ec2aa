package dev.davit.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code davit image}: the commands about images in the store of this machine and in registries. */
@Command(
        name = "image",
        description = "List, inspect, copy, save and delete images.",
        synopsisSubcommandLabel = "COMMAND")
final class ImageCommand implements Runnable {
    /** Added one by one, when they are mentioned. */
    static final Map<String, Class<?>> COMMANDS = commands();

    @Mixin
    private CommonOptions.WithFile options;

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("ls", ImageLs.class);
        commands.put("inspect", ImageInspect.class);
        commands.put("sbom", ImageSbom.class);
        commands.put("copy", ImageCopy.class);
        commands.put("save", ImageSave.class);
        commands.put("rm", ImageRm.class);
        commands.put("gc", ImageGc.class);
        return commands;
    }

    /** Without a command. */
    @Override
    public void run() {
        options.command.commandLine().usage(options.davit().session.out().stream());
    }
}
