package dev.davit.cli.command;

import dev.davit.cli.output.Terminal;
import dev.davit.cli.output.Terminal.Style;
import dev.davit.local.runtime.RuntimeReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What there is on this machine for Davit to work with. */
record Diagnosis(List<Finding> findings) {
    /** How a finding bears on what Davit can do. */
    enum Verdict {
        GOOD,
        OPTIONAL_MISSING,
        BAD
    }

    /** One thing that was looked at. */
    record Finding(String subject, Verdict verdict, String text) {}

    static Diagnosis of(Session session) {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding("java", Verdict.GOOD, Runtime.version() + " at " + System.getProperty("java.home")));
        findings.add(onPath(session, "mvn")
                .map(path -> new Finding("maven", Verdict.GOOD, path.toString()))
                .orElse(new Finding(
                        "maven", Verdict.OPTIONAL_MISSING, "not on PATH; needed to build Maven projects from source")));
        Folders folders = session.folders();
        findings.add(folder("images", folders.images()));
        findings.add(folder("cache", folders.cache()));
        findings.add(folder("state", folders.state()));
        List<RuntimeReport> runtimes = session.localPlatform().runtimes();
        runtimes.forEach(runtime -> findings.add(finding(runtime)));
        if (runtimes.stream().noneMatch(RuntimeReport::usable)) {
            findings.add(new Finding("tasks", Verdict.BAD, "nothing here can run a task"));
        }
        return new Diagnosis(List.copyOf(findings));
    }

    private static Finding finding(RuntimeReport runtime) {
        String use = runtime.chosen() ? "used for tasks: " : "";
        return new Finding(
                "runtime " + runtime.runtime(),
                runtime.usable() ? Verdict.GOOD : Verdict.OPTIONAL_MISSING,
                use + runtime.why());
    }

    private static Finding folder(String subject, Path folder) {
        Path existing = folder;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return Files.isDirectory(existing) && Files.isWritable(existing)
                ? new Finding(subject, Verdict.GOOD, folder.toString())
                : new Finding(subject, Verdict.BAD, folder + " cannot be written: " + existing + " is not writable");
    }

    private static Optional<Path> onPath(Session session, String program) {
        return Stream.of(session.environment().getOrDefault("PATH", "").split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    boolean healthy() {
        return findings.stream().noneMatch(finding -> finding.verdict() == Verdict.BAD);
    }

    String text(Terminal terminal) {
        return String.join(
                System.lineSeparator(),
                findings.stream()
                        .map(finding -> mark(finding.verdict(), terminal)
                                + String.format(" %-16s %s", finding.subject(), finding.text()))
                        .toList());
    }

    private static String mark(Verdict verdict, Terminal terminal) {
        boolean unicode = terminal.unicode();
        return switch (verdict) {
            case GOOD -> terminal.styled(Style.GOOD, unicode ? "✔" : "+");
            case OPTIONAL_MISSING -> terminal.styled(Style.DIM, "-");
            case BAD -> terminal.styled(Style.BAD, unicode ? "✘" : "x");
        };
    }

    ObjectNode json() {
        ObjectNode object = Json.object().put("healthy", healthy());
        ArrayNode array = object.putArray("findings");
        findings.forEach(finding -> array.addObject()
                .put("subject", finding.subject())
                .put("verdict", finding.verdict().name().toLowerCase(java.util.Locale.ROOT))
                .put("text", finding.text()));
        return object;
    }
}
