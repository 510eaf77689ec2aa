package dev.davit.cli.command;

import dev.davit.app.App;
import dev.davit.app.Deployed;
import dev.davit.app.LogQuery;
import dev.davit.app.Progress;
import dev.davit.cli.output.Terminal;
import dev.davit.cli.output.Terminal.Style;
import dev.davit.local.LocalOptions;
import dev.davit.local.LocalPlatform;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code davit up}. */
@Command(
        name = "up",
        description = "Build the app and run it on this machine, behind the load balancer.",
        footer = "Without -d it follows the logs and stops the service on Ctrl-C.")
final class Up implements Callable<Integer> {
    @Mixin
    private CommonOptions.WithFile options;

    @Mixin
    private BuildChoices choices;

    @Option(
            names = {"-d", "--detach"},
            description = "Leave the service running in the background.")
    private boolean detach;

    @Option(
            names = {"-p", "--publish"},
            paramLabel = "[ADDRESS:]PORT",
            description = "Where to listen (default: the app's port on 127.0.0.1).")
    private @Nullable String publish;

    @Option(
            names = "--runtime",
            paramLabel = "NAME",
            description = "What to run tasks in: docker or process (default: see davit doctor).")
    private @Nullable String runtime;

    @Override
    public Integer call() {
        long started = System.nanoTime();
        Davit davit = options.davit();
        App app = davit.app();
        LocalPlatform platform = davit.session.localPlatform();
        LocalOptions local = new LocalOptions(Optional.ofNullable(publish), Optional.ofNullable(runtime));
        BuiltImage image;
        Deployed deployed;
        try (var progress = davit.progress()) {
            image = BuiltImage.of(app, choices, false, davit.session, progress);
            Thread hint = Thread.ofPlatform()
                    .unstarted(() -> davit.session.err().stream()
                            .println("interrupted; the rollout goes on: davit ps shows it, davit down stops it"));
            Runtime.getRuntime().addShutdownHook(hint);
            try {
                deployed = platform.deploy(
                        app, image.here().digest(), image.built().revision(), local, progress);
            } finally {
                forget(hint);
                // By now the agent has pinned what it needs.
                image.close();
            }
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        if (!davit.quiet) {
            tell(deployed, app, seconds, davit.session.err());
        }
        davit.print(deployed.url().toString(), json(deployed, image, seconds));
        if (!detach) {
            follow(app, platform, davit);
        }
        return 0;
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process is ending, and the hook says why.
        }
    }

    private void tell(Deployed deployed, App app, double seconds, Terminal err) {
        String outcome = String.format(
                Locale.ROOT,
                "%s %s %s with %d %s (%.1f s)",
                app.name(),
                deployed.release().label(),
                deployed.changed() ? "is up" : "was up already",
                app.count(),
                app.count() == 1 ? "task" : "tasks",
                seconds);
        err.stream().println(err.styled(Style.STRONG, outcome));
        err.stream()
                .println(err.styled(
                        Style.DIM,
                        detach ? "next: davit ps | davit logs -f | davit down" : "Ctrl-C stops it; up -d leaves it"));
    }

    private static JsonNode json(Deployed deployed, BuiltImage image, double seconds) {
        return Json.object()
                .put("service", deployed.release().app().name().value())
                .put("url", deployed.url().toString())
                .put("release", deployed.release().number())
                .put("changed", deployed.changed())
                .put("reference", image.name().name() + "@" + image.here().digest())
                .put("digest", image.here().digest().toString())
                .put("seconds", Math.round(seconds * 1000) / 1000.0);
    }

    /** Until Ctrl-C, which stops the service; when it is stopped by somebody else, there is nothing left to do. */
    private static void follow(App app, LocalPlatform platform, Davit davit) {
        AtomicBoolean following = new AtomicBoolean(true);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            if (following.get()) {
                davit.session.err().stream().println("stopping " + app.name());
                platform.remove(app.name(), Progress.NONE);
            }
        }));
        try {
            platform.logs(new LogQuery(app.name(), Optional.empty(), 0, true), line -> Logs.print(line, davit));
        } finally {
            following.set(false);
        }
    }
}
