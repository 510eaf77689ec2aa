package dev.davit.bench.images;

import dev.davit.bench.measure.JsonReport;
import dev.davit.bench.measure.Report;
import dev.davit.bench.measure.TextReport;
import dev.davit.bench.process.CleanUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

    @Option(names = "--output", defaultValue = "text", paramLabel = "FORMAT", description = "text (default) or json.")
    private String output = "text";

    @Option(names = "--json", paramLabel = "FILE", description = "Write the JSON to a file besides.")
    private @Nullable Path json;

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
        if (json != null) {
            Files.writeString(json, JsonReport.render(report));
        }
        System.out.print(output.equals("json") ? JsonReport.render(report) : TextReport.render(report));
        return 0;
    }
}
