package dev.davit.bench.images;

import dev.davit.bench.measure.Ratio;
import dev.davit.bench.measure.Report;
import dev.davit.bench.measure.Series;
import dev.davit.bench.process.Program;
import dev.davit.bench.tool.DavitPush;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much is sent and stored for {@code hello}: as Davit makes it, and on two base images that stand for a stock JRE
 * image, which cannot be pulled where benchmarks run.
 */
final class Sizes {
    private static final String GROUP = "hello, compressed";
    private static final double TARGET = 4;

    private final Setting setting;

    Sizes(Setting setting) {
        this.setting = setting;
    }

    void measure(Report report) throws IOException {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("davit, AOT cache", "scratch --aot");
        rows.put("davit", "scratch --no-aot");
        rows.put("on a JRE and the C library", setting.base() + " --no-aot");
        rows.put("on a JRE and a slim Debian", setting.stock() + " --no-aot");
        Map<String, Series> sizes = new LinkedHashMap<>();
        for (var row : rows.entrySet()) {
            String[] words = row.getValue().split(" ", 2);
            Series size = Series.of(GROUP, row.getKey(), "MB", size(words[0], words[1]) / 1e6);
            sizes.put(row.getKey(), size);
            report.add(size);
        }
        Series davit = sizes.values().iterator().next();
        sizes.values().stream().skip(2).forEach(stock -> report.add(Ratio.lessIsBetter(davit, stock, TARGET)));
        report.note(
                "A stock JRE image is made of this machine's JDK: all modules that are no development tools, linked with"
                        + " --strip-debug --compress zip-6, on the files of Debian's essential and required packages, apt and"
                        + " ca-certificates, without documentation. The other one has the C library alone, and is smaller than any"
                        + " that is published.");
    }

    private double size(String base, String option) throws IOException {
        String name = "hello" + (base + option).replaceAll("[^a-z0-9]", "");
        Path file = setting.work().resolve(name + ".yaml");
        String target = setting.registry().address() + "/bench/" + name + ":1";
        java.nio.file.Files.writeString(file, """
                name: hello
                image:
                  build: %s
                  base: %s
                  repository: %s
                """.formatted(setting.root().resolve("hello"), base, target));
        Path home = setting.work().resolve("home/hello");
        DavitPush.at(
                        home,
                        Program.of(
                                setting.work(),
                                setting.davit().toString(),
                                "push",
                                "-q",
                                "-f",
                                file.toString(),
                                option))
                .run();
        return Arrays.stream(setting.registry().layerSizes("bench/" + name, "1"))
                .sum();
    }
}
