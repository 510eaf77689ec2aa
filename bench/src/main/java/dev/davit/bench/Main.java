package dev.davit.bench;

import dev.davit.bench.images.Images;
import dev.davit.bench.large.LargeLayer;
import dev.davit.bench.process.ProgramException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bench/run}: without a name it lists the benchmarks. */
@Command(
        name = "bench/run",
        description = "Measures Davit side by side with other tools.",
        synopsisSubcommandLabel = "BENCHMARK",
        commandListHeading = "%nBenchmarks:%n",
        subcommands = {Images.class, LargeLayer.class})
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    private Main() {
        this.spec = CommandSpec.create();
    }

    /** Runs the benchmark that is named. */
    public static void main(String[] arguments) {
        int status = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, _, _) -> {
                    boolean known = failure instanceof ProgramException || failure instanceof UncheckedIOException;
                    System.err.println("bench: " + (known ? failure.getMessage() : failure.toString()));
                    if (!known) {
                        failure.printStackTrace();
                    }
                    return 1;
                })
                .execute(arguments);
        System.exit(status);
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}
