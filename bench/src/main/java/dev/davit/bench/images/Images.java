package dev.davit.bench.images;

import dev.davit.bench.measure.Report;
import dev.davit.bench.measure.ReportOptions;
import dev.davit.bench.process.CleanUp;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench/run images}. */
@Command(
        name = "images",
        description = "Build and push a Spring Boot application, beside Jib and Docker; sizes; starts; compression.",
        mixinStandardHelpOptions = true)
public final class Images implements Callable<Integer> {
    /** What can be measured by itself. */
    enum Part {
        PUSH,
        SIZE,
        START,
        LAYERS,
        VERSION
    }

    @Option(names = "--runs", paramLabel = "N", defaultValue = "5", description = "How often (default: 5).")
    private int runs;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "Measure these alone: push, size, start, layers, version.")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Mixin
    private ReportOptions options;

    @Override
    public Integer call() throws IOException {
        Report report;
        try (CleanUp cleanUp = new CleanUp()) {
            Setting setting = Setting.prepare(cleanUp);
            report = new Report("bench/run images", setting.machine());
            if (parts.contains(Part.PUSH)) {
                new PushRows(setting, runs).measure(report);
            }
            if (parts.contains(Part.SIZE)) {
                new Sizes(setting).measure(report);
            }
            if (parts.contains(Part.START)) {
                new Starts(setting, runs).measure(report);
            }
            if (parts.contains(Part.LAYERS)) {
                new Compression(setting, runs).measure(report);
            }
            if (parts.contains(Part.VERSION)) {
                new CommandStart(setting, runs).measure(report);
            }
        }
        options.print(report);
        return 0;
    }
}
