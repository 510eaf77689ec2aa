package dev.davit.app;

import dev.davit.image.Digest;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A place where services run. What health, draining and a rollout mean is the same on each; every method throws
 * {@link Failure} when what was asked for did not come about.
 */
public interface Platform {
    /** {@code local}, {@code kubernetes} or {@code fargate}. */
    String name();

    /**
     * Moves the service to a release of this image and description and returns once all traffic is on it. When the
     * newest release is just that already and serves, nothing is changed. After a failure the release that served
     * before still serves.
     *
     * @param revision the source's commit, where it has one
     */
    Deployed deploy(App app, Digest image, Optional<String> revision, Progress progress);

    List<ServiceStatus> services();

    /** Hands over log lines in time order and returns after the last one, or never when following. */
    void logs(LogQuery query, Consumer<LogLine> sink);

    /**
     * Drains and stops the service's tasks and frees its address; its releases stay on record. Returns false when no
     * such service was running.
     */
    boolean remove(AppName service, Progress progress);
}
