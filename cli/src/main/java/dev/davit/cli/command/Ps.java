package dev.davit.cli.command;

import dev.davit.app.AppName;
import dev.davit.app.ServiceStatus;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code davit ps}. */
@Command(name = "ps", description = "Show a service and its tasks.")
final class Ps implements Callable<Integer> {
    @Mixin
    private CommonOptions.WithFile options;

    @Mixin
    private ServiceParameter service;

    @Option(
            names = {"-a", "--all"},
            description = "All services of this machine.")
    private boolean all;

    @Override
    public Integer call() {
        Davit davit = options.davit();
        List<ServiceStatus> running = davit.session.localPlatform().services();
        if (all) {
            davit.print(
                    running.isEmpty() ? "no services are running" : StatusTable.of(running, Instant.now()),
                    Json.object().set("services", StatusJson.of(running)));
            return 0;
        }
        AppName name = davit.service(service.name);
        running.stream()
                .filter(status -> status.service().equals(name))
                .findFirst()
                .ifPresentOrElse(
                        status -> davit.print(StatusTable.of(List.of(status), Instant.now()), StatusJson.of(status)),
                        () -> davit.print(notRunning(name, running), StatusJson.ofAbsent(name)));
        return 0;
    }

    private static String notRunning(AppName name, List<ServiceStatus> running) {
        String others = running.isEmpty()
                ? ""
                : "; running: "
                        + String.join(
                                ", ",
                                running.stream()
                                        .map(status -> status.service().value())
                                        .toList());
        return name + " is not running" + others;
    }
}
