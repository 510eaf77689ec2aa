package dev.davit.bench.images;

import dev.davit.bench.measure.Ratio;
import dev.davit.bench.measure.Report;
import dev.davit.bench.measure.Series;
import dev.davit.bench.process.Program;
import dev.davit.bench.process.ProgramException;
import dev.davit.bench.sample.SampleApp;
import dev.davit.bench.tool.BuildTool;
import dev.davit.bench.tool.DavitPush;
import dev.davit.bench.tool.DockerBuild;
import dev.davit.bench.tool.JibPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Building and pushing. Each tool has a copy of the application for itself and takes its turn in every round, in another
 * order each time: with nothing kept and nothing in the registry but the base, then with nothing changed, then with one
 * line changed.
 */
final class PushRows {
    private enum Situation {
        NOTHING_CACHED("nothing cached", 1.5),
        NOTHING_CHANGED("nothing changed", 10),
        ONE_LINE("one line changed", 3);

        private final String words;
        private final double target;

        Situation(String words, double target) {
            this.words = words;
            this.target = target;
        }
    }

    /**
     * A tool, and the copy of the application that it has for itself.
     *
     * @param once takes part in one round alone, because it takes long and is not compared with anything
     */
    private record Entrant(BuildTool tool, SampleApp app, boolean once) {
        boolean takesPart(int round) {
            return !once || round == 1;
        }
    }

    private static final String DAVIT = "davit, same base";
    private static final String DAVIT_AOT = "davit, no base, AOT cache";
    private static final String JIB = "jib";
    private static final String DOCKER = "docker";

    private final Setting setting;
    private final int runs;
    private final List<Entrant> entrants = new ArrayList<>();
    private final Map<Situation, Map<String, List<Double>>> samples = new EnumMap<>(Situation.class);

    PushRows(Setting setting, int runs) {
        this.setting = setting;
        this.runs = runs;
    }

    void measure(Report report) throws IOException {
        prepare(report);
        // The first round fills Maven's local repository and the machine's caches, and does not count.
        for (int round = 0; round <= runs; round++) {
            List<Entrant> order = new ArrayList<>(entrants);
            Collections.rotate(order, round);
            for (Entrant entrant : order) {
                try {
                    if (entrant.takesPart(round)) {
                        round(entrant, round);
                    }
                } catch (ProgramException e) {
                    entrants.remove(entrant);
                    report.note(entrant.tool().name() + " failed: "
                            + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
                }
            }
        }
        samples.forEach((situation, times) -> report(situation, times, report));
    }

    private static void report(Situation situation, Map<String, List<Double>> times, Report report) {
        Map<String, Series> rows = new LinkedHashMap<>();
        times.forEach((tool, seconds) -> rows.put(tool, new Series(situation.words, tool, "s", seconds)));
        rows.values().forEach(report::add);
        Series davit = rows.get(DAVIT);
        for (String other : List.of(JIB, DOCKER)) {
            Series rival = rows.get(other);
            if (davit != null && rival != null) {
                report.add(Ratio.lessIsBetter(davit, rival, situation.target));
            }
        }
    }

    private void prepare(Report report) throws IOException {
        davit(DAVIT, setting.base(), "--no-aot");
        SampleApp forJib = app("jib");
        add(new JibPlugin(forJib.folder(), home(forJib), setting.base(), target(forJib)), forJib);
        SampleApp forDocker = app("docker");
        add(new DockerBuild(forDocker.folder(), setting.base(), target(forDocker)), forDocker);
        davit("davit, no base", "scratch", "--no-aot");
        davit(DAVIT_AOT, "scratch", "--aot");
        Program.of(forDocker.folder(), "mvn", "-q", "-B", "package").run();
        report.note(String.format(
                Locale.ROOT, "The application has %.1f MB of dependencies.", forDocker.dependencyBytes() / 1e6));
    }

    private void davit(String name, String base, String option) throws IOException {
        SampleApp app = app(name.toLowerCase(Locale.ROOT).replaceAll("[, ]+", "-"));
        Path description = app.folder().resolve("davit.yaml");
        Files.writeString(description, """
                name: shop
                image:
                  build: .
                  repository: %s
                  base: %s
                  port: 8080
                """.formatted(target(app), base));
        add(new DavitPush(name, setting.davit(), app.folder(), home(app), List.of(option)), app);
    }

    private void add(BuildTool tool, SampleApp app) {
        setting.cleanUp().add(tool::forget);
        entrants.add(new Entrant(tool, app, tool.name().equals(DAVIT_AOT)));
    }

    private SampleApp app(String name) throws IOException {
        return SampleApp.generate(setting.work().resolve("apps").resolve(name));
    }

    private Path home(SampleApp app) {
        return setting.work().resolve("home").resolve(app.folder().getFileName());
    }

    private String target(SampleApp app) {
        return setting.registry().address() + "/bench/" + app.folder().getFileName() + ":1";
    }

    private void round(Entrant entrant, int round) throws IOException {
        BuildTool tool = entrant.tool();
        tool.forget();
        setting.registry().reset();
        for (Situation situation : Situation.values()) {
            if (situation == Situation.ONE_LINE) {
                entrant.app().changeOneLine();
            }
            double seconds = 0;
            for (Program program : tool.buildAndPush()) {
                double one = program.run().seconds();
                Setting.say(String.format(Locale.ROOT, "  %6.2f s  %s", one, program.brief()));
                seconds += one;
            }
            if (round > 0) {
                samples.computeIfAbsent(situation, _ -> new LinkedHashMap<>())
                        .computeIfAbsent(tool.name(), _ -> new ArrayList<>())
                        .add(seconds);
            }
            Setting.say(String.format(
                    Locale.ROOT, "%d/%d %s, %s: %.2f s", round, runs, tool.name(), situation.words, seconds));
        }
    }
}
