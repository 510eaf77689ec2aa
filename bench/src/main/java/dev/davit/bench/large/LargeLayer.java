package dev.davit.bench.large;

import dev.davit.bench.measure.Machine;
import dev.davit.bench.measure.Ratio;
import dev.davit.bench.measure.Report;
import dev.davit.bench.measure.ReportOptions;
import dev.davit.bench.measure.Series;
import dev.davit.bench.process.CleanUp;
import dev.davit.bench.process.Folders;
import dev.davit.bench.process.Program;
import dev.davit.bench.process.ProgramException;
import dev.davit.bench.sample.Registry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code bench/run large-layer}. */
@Command(
        name = "large-layer",
        description = "Make, push and pull a layer that is much larger than the heap of 128 MiB.",
        mixinStandardHelpOptions = true)
public final class LargeLayer implements Callable<Integer> {
    private static final int HEAP_MEBIBYTES = 128;
    private static final long WANTED = 5L << 30;
    private static final int SEED = 1;
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,5})([MG])");

    @Option(names = "--size", paramLabel = "SIZE", defaultValue = "5G", description = "Such as 512M (default: 5G).")
    private String size = "5G";

    @Mixin
    private ReportOptions options;

    @Override
    public Integer call() throws IOException {
        long bytes = bytes(size);
        Path root =
                Path.of(System.getProperty("davit.root", ".")).toAbsolutePath().normalize();
        Path work = root.resolve("target/bench/large");
        Report report = new Report("bench/run large-layer --size " + size, Machine.now(versions(root)));
        try (CleanUp cleanUp = new CleanUp()) {
            cleanUp.add(() -> Folders.delete(work));
            Folders.delete(work);
            Files.createDirectories(work);
            measure(bytes, work, Registry.start(work.resolve("registry"), cleanUp), report);
        }
        if (bytes < WANTED) {
            report.note("Wanted is a layer of 5G; this one is smaller.");
        }
        report.note(
                "The layer is an uncompressed archive of one file of noise. Each step is a program of its own, with a heap of"
                        + " at most " + HEAP_MEBIBYTES
                        + " MiB and Davit's collector; pushed is from one image store, and pulled into"
                        + " another. The peak of the heap is the sum of the peaks of its areas.");
        options.print(report);
        return 0;
    }

    private static void measure(long bytes, Path work, Registry registry, Report report) throws IOException {
        Path noise = work.resolve("noise");
        writeNoise(noise, bytes);
        String reference = registry.address() + "/bench/large:1";
        for (String step : List.of("make", "push", "pull")) {
            String store = work.resolve(step.equals("pull") ? "pulled" : "made").toString();
            Program program = Program.java(
                    work,
                    List.of("-Xmx" + HEAP_MEBIBYTES + "m", "-XX:+UseSerialGC"),
                    TransferProgram.class,
                    step,
                    reference,
                    store,
                    noise.toString());
            JsonNode cost;
            try {
                cost = new JsonMapper().readTree(program.run().output());
            } catch (ProgramException e) {
                report.add(new Ratio(step, HEAP_MEBIBYTES + " MiB / peak heap", 0, 1));
                report.note(step + " failed: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
                return;
            }
            double seconds = cost.path("seconds").asDouble();
            double heap = cost.path("heap").asDouble() / (1 << 20);
            report.add(Series.of(step, "time", "s", seconds));
            report.add(Series.of(step, "speed", "MB/s", bytes / 1e6 / seconds));
            report.add(Series.of(step, "peak heap", "MiB", heap));
            report.add(Series.of(step, "peak resident", "MiB", cost.path("rss").asDouble() / (1 << 20)));
            report.add(new Ratio(step, HEAP_MEBIBYTES + " MiB / peak heap", HEAP_MEBIBYTES / heap, 1));
            Files.deleteIfExists(noise);
        }
    }

    private static void writeNoise(Path file, long bytes) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        ByteBuffer block = ByteBuffer.allocate(1 << 20);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < bytes; written += block.capacity()) {
                for (int at = 0; at < block.capacity(); at += Long.BYTES) {
                    block.putLong(at, random.nextLong());
                }
                out.write(block.array());
            }
        }
    }

    private static Map<String, String> versions(Path folder) throws IOException {
        String registry =
                Program.of(folder, "docker-registry", "--version").run().output();
        return Map.of(
                "Java",
                Runtime.version().toString(),
                "docker-registry",
                registry.trim().replaceFirst(".* ", ""));
    }

    private static long bytes(String text) {
        Matcher size = SIZE.matcher(text.toUpperCase(Locale.ROOT));
        if (!size.matches()) {
            throw new TypeConversionException("'" + text + "' is not a size: expected such as 512M or 5G");
        }
        return Long.parseLong(size.group(1)) << (size.group(2).equals("G") ? 30 : 20);
    }
}
