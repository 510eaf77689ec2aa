package dev.davit.local.service;

import dev.davit.app.AppName;
import dev.davit.app.Deployed;
import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.app.Release;
import dev.davit.app.ServiceStatus;
import dev.davit.image.Digest;
import dev.davit.local.runtime.TaskRuntime;
import dev.davit.local.state.SavedService;
import dev.davit.local.state.SavedTask;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All services of an agent. Safe for use by several threads. */
public final class Services {
    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    private static final Duration TIME_TO_RESTORE = Duration.ofSeconds(5);

    private final Site site;
    private final Runnable onEmpty;

    /** Guarded by itself. */
    private final Map<AppName, Service> services = new TreeMap<>(Comparator.comparing(AppName::value));

    private boolean closed;

    /**
     * @param onEmpty is told each time the last service is no more
     */
    public Services(Site site, Runnable onEmpty) {
        this.site = site;
        this.onEmpty = onEmpty;
    }

    /**
     * Takes up what an earlier agent left: its services go on, and rollouts that it did not finish are reverted.
     *
     * @param unclean that agent was killed, and may have left what it did not write down
     */
    public void restore(boolean unclean) {
        if (unclean) {
            Set<String> known = site.state().tasks().stream().map(SavedTask::id).collect(Collectors.toSet());
            site.runtimes().all().forEach(runtime -> site.workers().execute(() -> runtime.endStrangers(known)));
        }
        site.state().failUnfinishedRollouts();
        Map<AppName, List<SavedTask>> tasks =
                site.state().tasks().stream().collect(Collectors.groupingBy(SavedTask::service));
        Adoption adoption = new Adoption(site);
        for (SavedService saved : site.state().services()) {
            List<SavedTask> own = tasks.getOrDefault(saved.name(), List.of());
            tasks.remove(saved.name());
            Optional<Release> release = site.state().release(saved.name(), saved.serving());
            if (release.isEmpty()) {
                site.workers().execute(() -> adoption.end(own));
                site.state().remove(saved.name());
            } else {
                synchronized (services) {
                    create(saved.name()).start(service -> service.restore(saved, release.get(), own));
                }
            }
        }
        tasks.values().forEach(left -> site.workers().execute(() -> adoption.end(left)));
        site.remember("which images are needed", _ -> site.pinImages().run());
        all().forEach(service -> service.awaitReady(TIME_TO_RESTORE));
    }

    /** See {@link dev.davit.app.Platform#deploy}; the rollout goes on when this thread is interrupted. */
    public Deployed deploy(DeployRequest request, Progress progress) {
        var reply = new CompletableFuture<Deployed>();
        Message message = new Message.Deploy(request, progress, reply);
        synchronized (services) {
            if (closed) {
                throw Failure.of(Failure.Category.FAILED, "the agent is about to end")
                        .withFix("try again");
            }
            Service there = services.get(request.app().name());
            if (there == null) {
                there = create(request.app().name());
                there.start(_ -> {});
            }
            if (!there.tell(message)) {
                throw Failure.of(Failure.Category.FAILED, request.app().name() + " is just being removed")
                        .withFix("try again");
            }
        }
        try {
            return await(reply);
        } finally {
            tidy();
        }
    }

    /** See {@link dev.davit.app.Platform#remove}. */
    public boolean remove(AppName name, Progress progress) {
        Service there;
        var reply = new CompletableFuture<Boolean>();
        synchronized (services) {
            there = services.get(name);
        }
        if (there == null || !there.tell(new Message.Remove(progress, reply))) {
            return false;
        }
        try {
            return await(reply);
        } finally {
            tidy();
        }
    }

    public List<ServiceStatus> statuses() {
        return all().stream().flatMap(service -> service.status().stream()).toList();
    }

    public boolean has(AppName name) {
        synchronized (services) {
            return services.containsKey(name);
        }
    }

    /** Refuses new services from now on, unless there is one. Returns whether it does. */
    public boolean closeIfEmpty() {
        synchronized (services) {
            closed |= services.isEmpty();
            return closed;
        }
    }

    /** Lets go of everything and leaves the tasks to the next agent. */
    public void leave() {
        synchronized (services) {
            closed = true;
        }
        List<Service> left = List.copyOf(all());
        left.forEach(service -> service.tell(new Message.Leave()));
        left.forEach(service -> service.end().join());
    }

    private Service create(AppName name) {
        Service service = new Service(name, site, () -> {
            boolean last;
            synchronized (services) {
                services.remove(name);
                last = services.isEmpty();
            }
            if (last) {
                onEmpty.run();
            }
        });
        services.put(name, service);
        return service;
    }

    private Collection<Service> all() {
        synchronized (services) {
            return List.copyOf(services.values());
        }
    }

    /** Frees the images that no service runs any more. */
    private void tidy() {
        site.remember("which images are needed", _ -> site.pinImages().run());
        for (TaskRuntime runtime : site.runtimes().all()) {
            try {
                runtime.keepOnly(this::images);
            } catch (RuntimeException e) {
                LOG.warn("images that nobody needs stay with {}", runtime.name(), e);
            }
        }
    }

    /** Of all services, what they run or are about to run. */
    Set<Digest> images() {
        return all().stream().flatMap(service -> service.images().stream()).collect(Collectors.toSet());
    }

    private static <T> T await(CompletableFuture<T> reply) {
        try {
            return reply.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw new CompletionException(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            LOG.info("nobody waits for the service any more; it goes on");
            throw Failure.of(Failure.Category.FAILED, "interrupted");
        }
    }
}
