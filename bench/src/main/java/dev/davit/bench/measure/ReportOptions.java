package dev.davit.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a report goes. */
public final class ReportOptions {
    @Option(names = "--output", defaultValue = "text", paramLabel = "FORMAT", description = "text (default) or json.")
    private String output = "text";

    @Option(names = "--json", paramLabel = "FILE", description = "Write the JSON to a file besides.")
    private @Nullable Path json;

    /** Prints it, and writes the file that is asked for. */
    public void print(Report report) throws IOException {
        if (json != null) {
            Files.writeString(json, JsonReport.render(report));
        }
        System.out.print(output.equals("json") ? JsonReport.render(report) : TextReport.render(report));
    }
}
