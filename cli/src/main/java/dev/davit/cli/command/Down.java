package dev.davit.cli.command;

import dev.davit.app.AppName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code davit down}. */
@Command(name = "down", description = "Drain and stop a service; its releases stay on record.")
final class Down implements Callable<Integer> {
    @Mixin
    private CommonOptions.WithFile options;

    @Mixin
    private ServiceParameter service;

    @Override
    public Integer call() {
        Davit davit = options.davit();
        AppName name = davit.service(service.name);
        boolean removed;
        try (var progress = davit.progress()) {
            removed = davit.session.localPlatform().remove(name, progress);
        }
        davit.print(
                removed ? name + " is down" : name + " was not running",
                Json.object().put("service", name.value()).put("removed", removed));
        return 0;
    }
}
