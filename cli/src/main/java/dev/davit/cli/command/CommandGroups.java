package dev.davit.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** The list of commands in the help of {@code davit}, by what they are about. */
final class CommandGroups {
    private static final int INDENT = 2;

    /** What is in no group comes last. */
    private static final Map<String, List<String>> GROUPS = groups();

    private CommandGroups() {}

    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put("On this machine:", List.of("up", "ps", "logs", "down"));
        groups.put("Images and registries:", List.of("build", "push", "image", "login", "logout"));
        return groups;
    }

    static String render(Help help) {
        Map<String, Help> left = new LinkedHashMap<>(help.subcommands());
        StringBuilder text = new StringBuilder();
        GROUPS.forEach((heading, names) -> {
            Map<String, Help> group = new LinkedHashMap<>(left);
            group.keySet().retainAll(names);
            left.keySet().removeAll(names);
            text.append(render(heading, group, help));
        });
        return text.append(render("Other commands:", left, help)).toString();
    }

    private static String render(String heading, Map<String, Help> commands, Help help) {
        if (commands.isEmpty()) {
            return "";
        }
        int width = help.commandSpec().usageMessage().width();
        int names = 2 * INDENT
                + help.subcommands().keySet().stream()
                        .mapToInt(String::length)
                        .max()
                        .orElse(0);
        TextTable table = TextTable.forColumns(
                help.colorScheme(),
                new Column(names, INDENT, Overflow.SPAN),
                new Column(width - names, 0, Overflow.WRAP));
        commands.forEach((name, command) -> {
            String description =
                    String.join(" ", command.commandSpec().usageMessage().description());
            table.addRowValues(
                    help.colorScheme().commandText(name),
                    help.colorScheme().ansi().new Text(description, help.colorScheme()));
        });
        return System.lineSeparator() + heading + System.lineSeparator() + table;
    }
}
