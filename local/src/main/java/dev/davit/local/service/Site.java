package dev.davit.local.service;

import dev.davit.balancer.LoadBalancer;
import dev.davit.local.log.TaskLogs;
import dev.davit.local.runtime.RuntimeChoice;
import dev.davit.local.state.StateStore;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;

/**
 * What the services of one agent share.
 *
 * @param workers runs what may block; one thread for each job
 */
public record Site(
        LoadBalancer balancer,
        RuntimeChoice runtimes,
        StateStore state,
        TaskLogs logs,
        InstantSource clock,
        ExecutorService workers) {}
