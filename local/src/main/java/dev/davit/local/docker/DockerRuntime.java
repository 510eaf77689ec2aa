package dev.davit.local.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import dev.davit.app.Release;
import dev.davit.image.Digest;
import dev.davit.image.store.ImageStore;
import dev.davit.local.runtime.RunningTask;
import dev.davit.local.runtime.TaskHandle;
import dev.davit.local.runtime.TaskRuntime;
import dev.davit.local.runtime.TaskSpec;
import dev.davit.local.runtime.TaskStartException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks as containers; see the package. */
public final class DockerRuntime implements TaskRuntime {
    public static final String NAME = "docker";

    /** Of the file system for temporary files, which counts as memory of the task. */
    private static final String TMP = "rw,nosuid,nodev,mode=1777";

    private static final long MIB = 1L << 20;
    private static final int INIT_STOP_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(DockerRuntime.class);
    private static final String AGENT = "dev.davit.agent";
    private static final String RUN = "dev.davit.run";
    private static final String TASK = "dev.davit.task";

    /** Tells the containers of this agent from those of one before it. */
    private final String run = UUID.randomUUID().toString();

    private final DockerEngine engine;
    private final DockerImages images;
    private final String folder;

    /**
     * @param folder the agent's, by which it knows its own containers
     */
    public DockerRuntime(ImageStore store, Path folder) {
        this.engine = new DockerEngine(System.getenv());
        this.images = new DockerImages(store, engine);
        this.folder = folder.toString();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> whyUnusable() {
        return engine.whyUnusable();
    }

    @Override
    public boolean isThere() {
        return engine.isThere();
    }

    @Override
    public String means() {
        return "containers with a read-only root file system, no capabilities, no new privileges, a share of cpu, limited"
                + " memory";
    }

    @Override
    public void prepare(Release release) throws TaskStartException {
        images.load(release);
    }

    @Override
    public RunningTask start(TaskSpec spec) throws TaskStartException {
        Optional<String> created = Optional.empty();
        try {
            created = Optional.of(create(spec));
            engine.client().startContainerCmd(created.get()).exec();
            InspectContainerResponse container =
                    engine.client().inspectContainerCmd(created.get()).exec();
            TaskHandle handle = handle(spec, container);
            return new DockerTask(engine.client(), spec, handle, pid(container), false);
        } catch (RuntimeException e) {
            created.ifPresent(this::discard);
            throw new TaskStartException("Docker refused: " + DockerTask.reason(e), e);
        }
    }

    @Override
    public Optional<RunningTask> adopt(TaskSpec spec, TaskHandle handle) {
        String id = handle.value("container").orElse("");
        try {
            DockerClient client = engine.client();
            InspectContainerResponse container = client.inspectContainerCmd(id).exec();
            if (Boolean.TRUE.equals(container.getState().getRunning())) {
                images.adopted(spec.release());
                // An address may change when the daemon itself was restarted.
                return Optional.of(new DockerTask(client, spec, handle(spec, container), pid(container), true));
            }
            discard(id);
            return Optional.empty();
        } catch (RuntimeException e) {
            LOG.info("task {} cannot be taken over: {}", spec.id(), DockerTask.reason(e));
            return Optional.empty();
        }
    }

    @Override
    public void keepOnly(Supplier<Set<Digest>> kept) {
        images.keepOnly(kept);
    }

    @Override
    public void endStrangers(Set<String> known) {
        if (engine.whyUnusable().isPresent()) {
            return;
        }
        try {
            for (Container container : engine.client()
                    .listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(Map.of(AGENT, folder))
                    .exec()) {
                String task = container.getLabels().getOrDefault(TASK, "");
                if (!known.contains(task) && !run.equals(container.getLabels().get(RUN))) {
                    LOG.warn("container {} of task {} is of no use any more: it is removed", container.getId(), task);
                    discard(container.getId());
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("containers that nobody knows any more cannot be removed: {}", DockerTask.reason(e));
        }
    }

    private String create(TaskSpec spec) {
        var resources = spec.release().app().resources();
        int port = spec.release().app().image().port();
        ExposedPort exposed = ExposedPort.tcp(port);
        HostConfig host = HostConfig.newHostConfig()
                .withReadonlyRootfs(true)
                .withTmpFs(Map.of("/tmp", TMP))
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withMemory(resources.memory() * MIB)
                .withMemorySwap(resources.memory() * MIB)
                // A share, as on an ECS instance, not a ceiling: it counts when CPUs are short, and a start may use
                // idle ones.
                .withCpuShares(resources.cpu())
                .withInit(true);
        if (!engine.isReachableByAddress()) {
            host.withPortBindings(new PortBinding(Ports.Binding.bindIp("127.0.0.1"), exposed));
        }
        List<String> environment = new ArrayList<>();
        spec.environment(port).forEach((name, value) -> environment.add(name + "=" + value));
        try (CreateContainerCmd create = engine.client().createContainerCmd(DockerImages.tag(spec.release()))) {
            return create.withName("davit-" + spec.release().app().name() + "-" + spec.id())
                    .withHostConfig(host)
                    .withExposedPorts(exposed)
                    .withEnv(environment)
                    .withStopTimeout(INIT_STOP_SECONDS)
                    .withLabels(Map.of(
                            AGENT,
                            folder,
                            RUN,
                            run,
                            "dev.davit.service",
                            spec.release().app().name().value(),
                            "dev.davit.release",
                            spec.release().label(),
                            TASK,
                            spec.id()))
                    .exec()
                    .getId();
        }
    }

    private TaskHandle handle(TaskSpec spec, InspectContainerResponse container) {
        int port = spec.release().app().image().port();
        Map<String, String> values = Map.of("container", container.getId());
        if (engine.isReachableByAddress()) {
            return new TaskHandle(NAME, address(container), port, values);
        }
        Ports.Binding[] bindings =
                container.getNetworkSettings().getPorts().getBindings().get(ExposedPort.tcp(port));
        int published = bindings == null || bindings.length == 0
                ? port
                : Integer.parseInt(Objects.requireNonNullElse(bindings[0].getHostPortSpec(), "0"));
        return new TaskHandle(NAME, "127.0.0.1", published, values);
    }

    /** A container that ended at once has no address any more; the task is found to have ended soon enough. */
    @SuppressWarnings("deprecation") // older daemons tell it nowhere else
    private static String address(InspectContainerResponse container) {
        String direct = container.getNetworkSettings().getIpAddress();
        if (direct != null && !direct.isEmpty()) {
            return direct;
        }
        return container.getNetworkSettings().getNetworks().values().stream()
                .map(network -> String.valueOf(network.getIpAddress()))
                .filter(address -> !address.isEmpty() && !address.equals("null"))
                .findFirst()
                .orElse("127.0.0.1");
    }

    private static long pid(InspectContainerResponse container) {
        Long pid = container.getState().getPidLong();
        return pid == null ? 0 : pid;
    }

    private void discard(String container) {
        try {
            engine.client()
                    .removeContainerCmd(container)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (NotFoundException _) {
            // gone already
        } catch (RuntimeException e) {
            LOG.warn("container {} stays: {}", container, DockerTask.reason(e));
        }
    }
}
