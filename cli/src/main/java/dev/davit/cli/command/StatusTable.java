package dev.davit.cli.command;

import dev.davit.app.ServiceStatus;
import dev.davit.app.ServiceStatus.TaskStatus;
import dev.davit.cli.output.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** {@code ps} for people: a line for each task. */
final class StatusTable {
    private StatusTable() {}

    static String of(List<ServiceStatus> services, Instant now) {
        Table table = new Table("SERVICE", "RELEASE", "TASK", "HEALTH", "STATE", "PID", "AGE", "RESTARTS", "URL");
        for (ServiceStatus service : services) {
            String name = service.service().value();
            String url = service.url().toString();
            if (service.tasks().isEmpty()) {
                table.row(name, "v" + service.release(), "-", "-", "-", "-", "-", "-", url);
            }
            for (TaskStatus task : service.tasks()) {
                OptionalLong pid = task.origin().pid();
                table.row(
                        name,
                        "v" + task.release(),
                        task.id(),
                        task.health().word(),
                        task.state(),
                        pid.isPresent() ? Long.toString(pid.getAsLong()) : "-",
                        age(Duration.between(task.life().startedAt(), now)),
                        Integer.toString(task.life().restarts()),
                        url);
            }
        }
        return String.join(System.lineSeparator(), table.lines());
    }

    /** The largest unit that says enough, as kubectl shows ages. */
    private static String age(Duration age) {
        if (age.toSeconds() < 120) {
            return Math.max(0, age.toSeconds()) + "s";
        }
        if (age.toMinutes() < 120) {
            return age.toMinutes() + "m";
        }
        return age.toHours() < 48 ? age.toHours() + "h" : age.toDays() + "d";
    }
}
