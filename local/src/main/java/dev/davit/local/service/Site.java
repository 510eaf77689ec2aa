package dev.davit.local.service;

import dev.davit.balancer.LoadBalancer;
import dev.davit.local.log.TaskLogs;
import dev.davit.local.runtime.RuntimeChoice;
import dev.davit.local.state.StateStore;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the services of one agent share.
 *
 * @param workers runs what may block; one thread for each job
 * @param pinImages has the image store keep what the state says is needed; to be run when that has changed
 */
public record Site(
        LoadBalancer balancer,
        RuntimeChoice runtimes,
        StateStore state,
        TaskLogs logs,
        InstantSource clock,
        ExecutorService workers,
        Runnable pinImages) {
    private static final Logger LOG = LoggerFactory.getLogger(Site.class);

    /** Writes down what has happened anyway: where that cannot be, as on a full disk, the services go on all the same. */
    void remember(String what, Consumer<StateStore> write) {
        try {
            write.accept(state);
        } catch (RuntimeException e) {
            LOG.error("the state cannot be written: {} is not in it", what, e);
        }
    }
}
