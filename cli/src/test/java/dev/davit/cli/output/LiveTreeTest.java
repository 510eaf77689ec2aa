package dev.davit.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.app.Progress.Step;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveTreeTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void stepsThatWentWellFoldTheirChildren() {
        try (var tree = new LiveTree(terminal(80))) {
            Step build = tree.begin("build");
            build.begin("compile").done("14 files");
            build.done("3 layers, 24.3 MB");
        }

        assertThat(screen()).hasSize(1);
        assertThat(screen().getFirst())
                .startsWith(" ✔ build")
                .contains("3 layers, 24.3 MB")
                .endsWith("0.0s");
    }

    @Test
    void stepsThatFailedShowTheirChildren() {
        try (var tree = new LiveTree(terminal(80))) {
            Step deploy = tree.begin("deploy");
            deploy.begin("start").done("");
            deploy.begin("health").close();
            deploy.close();
        }

        assertThat(screen().get(0)).startsWith(" ✘ deploy");
        assertThat(screen().get(1)).startsWith("   ✔ start");
        assertThat(screen().get(2)).startsWith("   ✘ health");
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        for (int columns : new int[] {40, 80, 200}) {
            bytes.reset();
            try (var tree = new LiveTree(terminal(columns))) {
                Step step = tree.begin("a step with quite a long name that goes on");
                step.begin("child").update("x".repeat(500));
                step.update("y".repeat(500) + "\u001b[2J");
            }
            assertThat(screen()).allSatisfy(line -> assertThat(line.length()).isLessThan(columns));
        }
    }

    @Test
    void plainLinesTellEachEndOnce() {
        PlainLines lines = new PlainLines(terminal(80));
        Step build = lines.begin("build");
        build.begin("compile").skipped("unchanged");
        build.done("3 layers");
        build.close();

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines().map(line -> line.replaceFirst("^\\S+", "")))
                .containsExactly("  build ...", "    compile skipped: unchanged (0.0 s)", "  build: 3 layers (0.0 s)");
    }

    private Terminal terminal(int columns) {
        return new Terminal(stream, Optional.of(columns), false, true);
    }

    /** What a terminal would show after all that was written to it. */
    private List<String> screen() {
        List<String> lines = new ArrayList<>();
        int row = 0;
        for (String line : bytes.toString(StandardCharsets.UTF_8).split("\n")) {
            String text = line;
            if (text.startsWith("\u001b[") && text.contains("A\r")) {
                row -= Integer.parseInt(text.substring(2, text.indexOf('A')));
                text = text.substring(text.indexOf('\r') + 1);
            }
            if (text.startsWith("\u001b[J")) {
                lines = new ArrayList<>(lines.subList(0, row));
                text = text.substring(3);
            }
            if (text.isEmpty()) {
                continue;
            }
            while (lines.size() <= row) {
                lines.add("");
            }
            lines.set(row++, text.replace("\u001b[K", ""));
        }
        return lines;
    }
}
