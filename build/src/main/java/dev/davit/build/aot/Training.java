package dev.davit.build.aot;

import dev.davit.app.App;
import dev.davit.app.HealthCheck;
import dev.davit.app.Progress;
import dev.davit.build.training.TrainingRun;
import dev.davit.image.ContainerConfig;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.Layer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The training of the cache for one image. */
final class Training {
    /** Goes into every key; another number trains all caches again. */
    private static final String FORMAT = "davit-aot-1";

    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final Duration RECORDING = Duration.ofSeconds(90);
    private static final Duration CHECK = Duration.ofSeconds(20);
    private static final int LEAST_HEAP = 256;
    private static final Pattern NUMBERS = Pattern.compile("\\d+(:\\d+)?");
    private static final String PLAIN_USER = "65532:65532";
    private static final Pattern TELLING = Pattern.compile(
            "Exception|Error:|Unrecognized|Caused by|ERROR|FATAL|Could not|cannot|failed|Failed", Pattern.MULTILINE);

    private final Image image;
    private final JavaCommand command;
    private final App app;
    private final ContainerConfig container;
    private final boolean withoutApp;

    Training(Image image, JavaCommand command, App app) {
        this.image = image;
        this.command = command;
        this.app = app;
        this.container = image.config().container();
        this.withoutApp = command.classPath().getFirst().equals(TrainingJar.LIBRARIES);
    }

    /** What came of it. */
    sealed interface Result permits Trained, Refused {}

    /** @param millis from the start of the application to its first answer */
    record Trained(long millis) implements Result {}

    record Refused(String why, Holds holds) implements Result {}

    /** Until when there is no need to try again. */
    enum Holds {
        FOR_THIS_TIME,
        UNTIL_THE_APPLICATION_CHANGES,
        UNTIL_LIBRARIES_OR_SETTINGS_CHANGE
    }

    JavaCommand command() {
        return command;
    }

    /** Tells the cache from all others: what the virtual machine checks, and what the application does by. */
    Digest key() {
        List<Layer> lower = image.layers();
        return key(withoutApp ? lower.subList(0, lower.size() - 1) : lower);
    }

    /** The same, and the application itself. */
    Digest wholeKey() {
        return key(image.layers());
    }

    private Digest key(List<Layer> layers) {
        HealthCheck check = app.http().healthCheck();
        List<String> words = new ArrayList<>(List.of(FORMAT));
        layers.forEach(layer -> words.add(layer.diffId().toString()));
        words.addAll(List.of(
                container.entrypoint().toString(),
                container.user(),
                container.workingDir(),
                environment().toString(),
                check.path(),
                check.successCodes().from() + "-" + check.successCodes().to(),
                patience().toString(),
                String.valueOf(heap()),
                String.valueOf(magnitude(image.layers().getLast().descriptor().size()))));
        return Digest.sha256(String.join("\n", words).getBytes(StandardCharsets.UTF_8));
    }

    /** An application that has grown to the double may use far more of its libraries than was recorded. */
    private static int magnitude(long size) {
        return Long.SIZE - Long.numberOfLeadingZeros(size);
    }

    Result run(TrainingRoom room, Progress progress) throws IOException {
        Sandbox sandbox = room.sandbox(
                container.workingDir(), NUMBERS.matcher(container.user()).matches() ? container.user() : PLAIN_USER);
        Sandbox.Outcome outcome;
        long started = System.nanoTime();
        try (Progress.Step step = progress.begin("train")) {
            step.update("starting the app, with no network but a loopback of its own; it has "
                    + patience().toSeconds() + " s to answer");
            outcome = sandbox.run(recording(), environment(), patience().plus(RECORDING), room::failed);
            boolean slow = System.nanoTime() - started > SLOW.toNanos();
            Optional<Refused> refused = refused(outcome, room, slow);
            if (refused.isPresent()) {
                step.skipped("no cache");
                return refused.get();
            }
            room.install();
            step.done("");
        }
        Sandbox.Outcome check = sandbox.run(command.checking(heap(), AotCache.FILE), environment(), CHECK, () -> false);
        if (check.exitCode() != 0) {
            return new Refused(
                    "the virtual machine does not accept what it recorded: " + telling(check.lines()),
                    Holds.UNTIL_LIBRARIES_OR_SETTINGS_CHANGE);
        }
        return new Trained(Long.parseLong(room.result().substring(TrainingRun.ANSWERED.length())));
    }

    private List<String> recording() {
        HealthCheck check = app.http().healthCheck();
        String first = command.classPath().getFirst();
        return command.recording(
                heap(),
                TrainingRoom.CACHE_INSIDE,
                withoutApp ? List.of(first) : command.classPath(),
                List.of(
                        TrainingRun.class.getName(),
                        command.main(),
                        withoutApp ? command.classPath().getLast() : "",
                        check.path(),
                        String.valueOf(check.successCodes().from()),
                        String.valueOf(check.successCodes().to()),
                        String.valueOf(patience().toSeconds()),
                        String.valueOf(app.image().port()),
                        TrainingRoom.RESULT_INSIDE));
    }

    /** @param slow whether finding out took so long that nobody wants to wait for it after each edit */
    private Optional<Refused> refused(Sandbox.Outcome outcome, TrainingRoom room, boolean slow) throws IOException {
        String call = "GET " + app.http().healthCheck().path() + " on port "
                + app.image().port();
        if (outcome.refused().isPresent()) {
            return Optional.of(new Refused(
                    "the app cannot be started apart from this machine: "
                            + outcome.refused().get(),
                    Holds.FOR_THIS_TIME));
        }
        String result = room.result();
        if (result.startsWith(TrainingRun.ANSWERED)) {
            boolean made = Files.exists(room.recorded()) && Files.size(room.recorded()) > 0;
            return made
                    ? Optional.empty()
                    : Optional.of(new Refused(
                            "the virtual machine made no cache: " + telling(outcome.lines()),
                            outcome.killed() ? Holds.FOR_THIS_TIME : Holds.UNTIL_THE_APPLICATION_CHANGES));
        }
        String why = result.startsWith(TrainingRun.FAILED) ? result.substring(TrainingRun.FAILED.length()) : "it ended";
        return Optional.of(new Refused(
                "the app is not healthy at build time: " + why + " (" + call + "); it wrote: "
                        + telling(outcome.lines()),
                slow ? Holds.UNTIL_LIBRARIES_OR_SETTINGS_CHANGE : Holds.UNTIL_THE_APPLICATION_CHANGES));
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>(container.env());
        environment.putAll(app.variables());
        environment.put("PORT", String.valueOf(app.image().port()));
        return environment;
    }

    private Duration patience() {
        Duration given = app.http().healthCheck().gracePeriod();
        return given.compareTo(LONGEST_START) < 0 ? given : LONGEST_START;
    }

    private int heap() {
        return Math.max(LEAST_HEAP, app.resources().memory() / 4 * 3);
    }

    /** The last line that tells what went wrong, else the last one. */
    private static String telling(List<String> lines) {
        List<String> own = lines.stream()
                .filter(line -> !line.isBlank() && !line.contains("[warning][aot"))
                .map(String::strip)
                .toList();
        return own.reversed().stream()
                .filter(line -> TELLING.matcher(line).find())
                .findFirst()
                .orElse(own.isEmpty() ? "nothing" : own.getLast());
    }
}
