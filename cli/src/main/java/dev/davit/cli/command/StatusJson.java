package dev.davit.cli.command;

import dev.davit.app.AppName;
import dev.davit.app.ServiceStatus;
import dev.davit.app.ServiceStatus.TaskStatus;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ps} for scripts: an object for each service. */
final class StatusJson {
    private StatusJson() {}

    static ArrayNode of(List<ServiceStatus> services) {
        ArrayNode array = Json.array();
        services.forEach(service -> array.add(of(service)));
        return array;
    }

    static ObjectNode of(ServiceStatus status) {
        ObjectNode node = Json.object()
                .put("service", status.service().value())
                .put("platform", status.platform())
                .put("url", status.url().toString())
                .put("release", status.release())
                .put("desired", status.desired());
        ArrayNode tasks = node.putArray("tasks");
        status.tasks().forEach(task -> tasks.add(task(task)));
        return node;
    }

    static ObjectNode ofAbsent(AppName name) {
        ObjectNode node = Json.object()
                .put("service", name.value())
                .put("platform", "local")
                .putNull("url")
                .putNull("release")
                .put("desired", 0);
        node.putArray("tasks");
        return node;
    }

    private static ObjectNode task(TaskStatus task) {
        ObjectNode node = Json.object()
                .put("id", task.id())
                .put("release", task.release())
                .put("state", task.state())
                .put("health", task.health().word());
        task.origin().pid().ifPresentOrElse(pid -> node.put("pid", pid), () -> node.putNull("pid"));
        node.put("containerId", task.origin().containerId().orElse(null));
        node.put("address", task.origin().address().orElse(null));
        return node.put("startedAt", task.life().startedAt().toString())
                .put("restarts", task.life().restarts());
    }
}
