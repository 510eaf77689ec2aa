package dev.davit.cli.command;

import dev.davit.app.App;
import dev.davit.app.AppName;
import dev.davit.app.AppReader;
import dev.davit.app.Failure;
import dev.davit.app.Failure.Category;
import dev.davit.cli.output.FailureReport;
import dev.davit.cli.output.ProgressDisplay;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import tools.jackson.databind.JsonNode;

/** The {@code davit} command: what all commands share, and how a failure becomes an exit code. */
@Command(
        name = "davit",
        description = "Puts a web application into service: source tree, image, registry, load-balanced replicas.",
        synopsisSubcommandLabel = "COMMAND")
public final class Davit implements Runnable {
    private static final Map<String, Class<?>> COMMANDS = commands();

    final Session session;

    @Mixin
    private CommonOptions.WithFile options;

    @Nullable
    Path file;

    @Nullable
    String environment;

    OutputFormat output = OutputFormat.TEXT;
    boolean quiet;
    boolean verbose;

    private Davit(Session session) {
        this.session = session;
        this.options = new CommonOptions.WithFile();
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("up", Up.class);
        commands.put("ps", Ps.class);
        commands.put("logs", Logs.class);
        commands.put("down", Down.class);
        commands.put("build", Build.class);
        commands.put("push", Push.class);
        commands.put("image", ImageCommand.class);
        commands.put("login", LoginCommand.class);
        commands.put("logout", LogoutCommand.class);
        commands.put("doctor", Doctor.class);
        commands.put("version", Version.class);
        commands.put("agent", Agent.class);
        return commands;
    }

    /** Runs one command line and returns its exit code. */
    public static int run(Session session, String... arguments) {
        Davit davit = new Davit(session);
        CommandLine line = new CommandLine(davit);
        mentioned(COMMANDS, arguments).forEach(line::addSubcommand);
        CommandLine image = line.getSubcommands().get("image");
        if (image != null) {
            mentioned(ImageCommand.COMMANDS, arguments).forEach(image::addSubcommand);
        }
        line.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandGroups::render);
        return davit.configured(line).execute(arguments);
    }

    /** Reading the options of a command takes a while, so only those that can be meant are read; all for the help. */
    private static Map<String, Class<?>> mentioned(Map<String, Class<?>> commands, String... arguments) {
        Map<String, Class<?>> mentioned = new LinkedHashMap<>(commands);
        mentioned.keySet().retainAll(Arrays.asList(arguments));
        return mentioned.isEmpty() ? commands : mentioned;
    }

    private CommandLine configured(CommandLine line) {
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(Math.clamp(session.out().columns().orElse(100), 60, 120))
                .setDefaultValueProvider(argument -> fromEnvironment(session, argument))
                .setOut(session.out().writer())
                .setErr(session.err().writer())
                .setExecutionExceptionHandler((thrown, _, _) -> explain(thrown));
    }

    /** Without a command. */
    @Override
    public void run() {
        options.command.commandLine().usage(session.out().stream());
    }

    /** Every option can be given as {@code DAVIT_<OPTION>} too. */
    private static @Nullable String fromEnvironment(Session session, ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || option.usageHelp()) {
            return null;
        }
        String variable = "DAVIT_"
                + option.longestName().replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
        return Optional.ofNullable(session.environment().get(variable))
                .filter(value -> !value.isEmpty())
                .orElse(null);
    }

    App app() {
        return AppReader.read(Path.of(""), Optional.ofNullable(file), Optional.ofNullable(environment));
    }

    /** The service a command is about: the one named, else the one described here. */
    AppName service(@Nullable String given) {
        if (given == null) {
            return app().name();
        }
        try {
            return new AppName(given);
        } catch (IllegalArgumentException e) {
            throw Failure.of(Category.USAGE, String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    ProgressDisplay progress() {
        return session.progress(quiet);
    }

    /** The result as text, or as one JSON object, which is only made when it is asked for. */
    void print(String text, Supplier<? extends JsonNode> json) {
        switch (output) {
            case TEXT -> session.out().stream().println(text);
            case JSON -> print(text, json.get());
        }
    }

    /** The result as text, or as one JSON object. */
    void print(String text, JsonNode json) {
        PrintStream out = session.out().stream();
        switch (output) {
            case TEXT -> out.println(text);
            case JSON -> out.println(Json.text(json));
        }
    }

    private int explain(Exception thrown) {
        Failure failure = Failures.unexpected(thrown);
        FailureReport.print(failure, session.err());
        if (verbose) {
            session.err().stackTrace(thrown);
        }
        return failure.category().exitCode();
    }
}
