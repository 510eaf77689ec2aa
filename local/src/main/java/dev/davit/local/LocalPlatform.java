package dev.davit.local;

import dev.davit.app.App;
import dev.davit.app.AppName;
import dev.davit.app.Deployed;
import dev.davit.app.Failure;
import dev.davit.app.LogLine;
import dev.davit.app.LogQuery;
import dev.davit.app.Platform;
import dev.davit.app.Progress;
import dev.davit.app.ServiceStatus;
import dev.davit.image.Digest;
import dev.davit.image.store.ImageStore;
import dev.davit.local.control.ControlClient;
import dev.davit.local.control.Event;
import dev.davit.local.control.EventReader;
import dev.davit.local.json.Json;
import dev.davit.local.runtime.RuntimeReport;
import dev.davit.local.service.DeployRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Services on this machine, held by an agent in the background. Commands that only look do not start one. A rollout
 * that has begun goes on in the agent when this process ends. Safe for use by several threads.
 */
public final class LocalPlatform implements Platform {
    private final LocalFolders folders;
    private final AgentConnection agent;

    private LocalPlatform(LocalFolders folders, AgentConnection agent) {
        this.folders = folders;
        this.agent = agent;
    }

    /** Touches nothing before it is asked for something. */
    public static LocalPlatform open(LocalFolders folders, AgentCommand command) {
        return new LocalPlatform(folders, new AgentConnection(folders, command));
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public Deployed deploy(App app, Digest image, Optional<String> revision, Progress progress) {
        return deploy(app, image, revision, LocalOptions.DEFAULTS, progress);
    }

    /** Deploys with options that only this platform has. */
    public Deployed deploy(App app, Digest image, Optional<String> revision, LocalOptions options, Progress progress) {
        DeployRequest request = new DeployRequest(app, image, revision, options.publish(), options.runtime());
        request.address();
        Optional<ProcessHandle> process;
        Event last;
        try (ControlClient answer = agent.send("POST", "/v1/services", Json.write(request))) {
            process = agent.process();
            last = EventReader.last(answer, progress);
        } catch (IOException e) {
            throw gone(e);
        }
        if (last.failure().isPresent()) {
            if (last.agentEnds()) {
                AgentConnection.awaitEnd(process);
            }
            throw last.failure().get().failure();
        }
        return last.deployed().orElseThrow();
    }

    @Override
    public List<ServiceStatus> services() {
        Optional<ControlClient> answer = agent.sendIfNeeded("GET", "/v1/services");
        if (answer.isEmpty()) {
            return List.of();
        }
        try (ControlClient client = answer.get()) {
            return List.of(Json.read(String.valueOf(client.body().readLine()), ServiceStatus[].class));
        } catch (IOException e) {
            throw gone(e);
        }
    }

    @Override
    public void logs(LogQuery query, Consumer<LogLine> sink) {
        String target = "/v1/services/" + query.service() + "/logs?lines=" + query.lines() + "&follow=" + query.follow()
                + query.task()
                        .map(task -> "&task=" + URLEncoder.encode(task, StandardCharsets.UTF_8))
                        .orElse("");
        Optional<ControlClient> answer = agent.sendIfNeeded("GET", target);
        if (answer.isEmpty()) {
            throw Failure.of(Failure.Category.FAILED, "there is no service '" + query.service() + "' on this machine")
                    .withFix("see the services with: davit ps");
        }
        try (ControlClient client = answer.get()) {
            for (String line = client.body().readLine();
                    line != null;
                    line = client.body().readLine()) {
                if (!line.isEmpty()) {
                    sink.accept(Json.read(line, LogLine.class));
                }
            }
        } catch (IOException e) {
            throw gone(e);
        }
    }

    @Override
    public boolean remove(AppName service, Progress progress) {
        Optional<ControlClient> answer = agent.sendIfNeeded("DELETE", "/v1/services/" + service);
        if (answer.isEmpty()) {
            return false;
        }
        Optional<ProcessHandle> process = agent.process();
        Event last;
        try (ControlClient client = answer.get()) {
            last = EventReader.last(client, progress);
        } catch (IOException e) {
            throw gone(e);
        }
        if (last.agentEnds()) {
            AgentConnection.awaitEnd(process);
        }
        if (last.failure().isPresent()) {
            throw last.failure().get().failure();
        }
        return last.kind() == Event.Kind.REMOVED;
    }

    /** Which task runtimes can be used here, without an agent. */
    public List<RuntimeReport> runtimes() {
        try {
            return Runtimes.of(folders, ImageStore.open(folders.images())).report();
        } catch (IOException e) {
            throw Failure.of(Failure.Category.FAILED, "the image store cannot be opened: " + e.getMessage())
                    .causedBy(e);
        }
    }

    private Failure gone(IOException e) {
        return Failure.of(Failure.Category.FAILED, "the agent ended before it answered: " + e.getMessage())
                .withFix("look for the reason in " + folders.agentLog())
                .causedBy(e);
    }
}
