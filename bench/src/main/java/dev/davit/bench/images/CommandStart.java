package dev.davit.bench.images;

import dev.davit.bench.measure.Ratio;
import dev.davit.bench.measure.Report;
import dev.davit.bench.measure.Series;
import dev.davit.bench.process.Program;
import dev.davit.bench.process.ProgramException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The shortest command, beside kubectl's. */
final class CommandStart {
    private static final String GROUP = "version";
    private static final int TIMES = 4;
    private static final double TARGET = 1 / 3.0;

    private final Setting setting;
    private final int runs;

    CommandStart(Setting setting, int runs) {
        this.setting = setting;
        this.runs = runs;
    }

    void measure(Report report) throws IOException {
        Program davit = Program.of(setting.work(), setting.davit().toString(), "version");
        Program kubectl = Program.of(setting.work(), "kubectl", "version", "--client");
        List<Double> own = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        try {
            kubectl.run();
        } catch (ProgramException e) {
            report.note("kubectl is not installed: davit version was not measured.");
            return;
        }
        davit.run();
        for (int i = 0; i < runs * TIMES; i++) {
            own.add(davit.run().seconds());
            others.add(kubectl.run().seconds());
        }
        Series ours = new Series(GROUP, "davit", "s", own);
        Series theirs = new Series(GROUP, "kubectl --client", "s", others);
        report.add(ours);
        report.add(theirs);
        report.add(Ratio.lessIsBetter(ours, theirs, TARGET));
    }
}
