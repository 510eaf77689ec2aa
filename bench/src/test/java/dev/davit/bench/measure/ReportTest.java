package dev.davit.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
    private static final Series DAVIT = new Series("nothing changed", "davit", "s", List.of(0.5, 0.3, 0.4));
    private static final Series JIB = new Series("nothing changed", "jib", "s", List.of(3.9, 4.1));

    @Test
    void theMedianIsTheOneInTheMiddleOrTheMeanOfTheTwoThere() {
        assertThat(DAVIT.median()).isEqualTo(0.4);
        assertThat(JIB.median()).isEqualTo(4.0, within(1e-9));
        assertThat(DAVIT.least()).isEqualTo(0.3);
        assertThat(DAVIT.most()).isEqualTo(0.5);
    }

    @Test
    void nothingMeasuredIsNoSeries() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Series("a", "b", "s", List.of()));
    }

    @Test
    void aRatioIsAboveOneWhereDavitIsBetter() {
        assertThat(Ratio.lessIsBetter(DAVIT, JIB, 10).value()).isEqualTo(10, within(1e-9));
        assertThat(Ratio.lessIsBetter(DAVIT, JIB, 11).reached()).isFalse();
        assertThat(Ratio.moreIsBetter(JIB, DAVIT, 10).value()).isEqualTo(10, within(1e-9));
    }

    @Test
    void theTextTellsMediansRangesAndWhetherARatioIsReached() {
        assertThat(TextReport.render(report())).contains("""
                | what            | with  | median | from - to       |
                |-----------------|-------|--------|-----------------|
                | nothing changed | davit | 0.40 s | 0.30 - 0.50 (3) |
                | nothing changed | jib   | 4.00 s | 3.90 - 4.10 (2) |
                """, """
                | what            | against     | ratio  | wanted |             |
                |-----------------|-------------|--------|--------|-------------|
                | nothing changed | davit / jib | 10.0 x | 12.0 x | NOT reached |
                """, "load 0.25", "Maven 3.9");
    }

    @Test
    void theJsonHasEverySample() {
        JsonNode json = new JsonMapper().readTree(JsonReport.render(report()));
        assertThat(json.at("/measured/0/samples").toString()).isEqualTo("[0.5,0.3,0.4]");
        assertThat(json.at("/measured/0/median").asDouble()).isEqualTo(0.4);
        assertThat(json.at("/ratios/0/reached").asBoolean()).isFalse();
        assertThat(json.at("/machine/tools/Maven").asString()).isEqualTo("3.9");
    }

    private static Report report() {
        Report report = new Report("images", new Machine(Instant.EPOCH, 2, "CPU", 0.25, Map.of("Maven", "3.9")));
        report.add(DAVIT);
        report.add(JIB);
        report.add(Ratio.lessIsBetter(DAVIT, JIB, 12));
        return report;
    }
}
