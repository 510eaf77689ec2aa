package dev.davit.bench.images;

import dev.davit.bench.measure.Ratio;
import dev.davit.bench.measure.Report;
import dev.davit.bench.measure.Series;
import dev.davit.bench.process.Program;
import dev.davit.bench.sample.BaseImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How fast a layer is made, beside programs that only compress: Davit's time has the reading of the files, the archive, and
 * both digests in it, besides the start of a Java virtual machine.
 */
final class Compression {
    private final Setting setting;
    private final int runs;

    Compression(Setting setting, int runs) {
        this.setting = setting;
        this.runs = runs;
    }

    void measure(Report report) throws IOException {
        Path tar = setting.work().resolve("layer.tar");
        Path tree = new BaseImages(Path.of(System.getProperty("java.home")), setting.work()).uncompressed();
        Program.of(setting.work(), "tar", "-C", tree.toString(), "-cf", tar.toString(), ".")
                .run();
        double megabytes = Files.size(tar) / 1e6;
        String group = "layer of a Java runtime, " + Math.round(megabytes) + " MB";
        Map<String, Program> programs = new LinkedHashMap<>();
        programs.put("davit, gzip", davit("gzip", tree));
        programs.put("gzip -6", shell("gzip -6 -c", tar));
        programs.put("pigz", shell("pigz -c", tar));
        programs.put("davit, zstd", davit("zstd", tree));
        programs.put("zstd -3", shell("zstd -q -3 -c", tar));
        Map<String, List<Double>> samples = new LinkedHashMap<>();
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (int round = 0; round <= runs; round++) {
            for (var program : programs.entrySet()) {
                double seconds = program.getValue().run().seconds();
                sizes.put(program.getKey(), Files.size(output()));
                if (round > 0) {
                    samples.computeIfAbsent(program.getKey(), _ -> new ArrayList<>())
                            .add(megabytes / seconds);
                }
            }
        }
        Map<String, Series> rows = new LinkedHashMap<>();
        samples.forEach((name, speeds) -> {
            rows.put(name, new Series(group, name, "MB/s", speeds));
        });
        rows.values().forEach(report::add);
        sizes.forEach(
                (name, size) -> report.note(String.format(Locale.ROOT, "%s makes %.1f MB of it.", name, size / 1e6)));
        compare(rows, "davit, gzip", "gzip -6", report);
        compare(rows, "davit, gzip", "pigz", report);
        compare(rows, "davit, zstd", "zstd -3", report);
        Files.delete(tar);
        Files.deleteIfExists(output());
    }

    private static void compare(Map<String, Series> rows, String davit, String other, Report report) {
        Series own = rows.get(davit);
        Series rival = rows.get(other);
        if (own != null && rival != null) {
            report.add(Ratio.moreIsBetter(own, rival, 1));
        }
    }

    private Path output() {
        return setting.work().resolve("layer.out");
    }

    private Program shell(String compressor, Path tar) {
        return Program.of(
                setting.work(),
                "sh",
                "-c",
                compressor + " \"$1\" >\"$2\"",
                "compress",
                tar.toString(),
                output().toString());
    }

    private Program davit(String format, Path tree) {
        return Program.java(
                setting.work(), List.of(), LayerProgram.class, format, tree.toString(), output().toString());
    }
}
