package dev.davit.local.service;

import dev.davit.app.Deployed;
import dev.davit.app.Progress;
import dev.davit.balancer.TargetHealth;
import dev.davit.local.runtime.Exit;
import dev.davit.local.runtime.RunningTask;
import java.util.concurrent.CompletableFuture;

/** What a service's thread is told. */
sealed interface Message {
    record Deploy(DeployRequest request, Progress progress, CompletableFuture<Deployed> reply) implements Message {}

    record Remove(Progress progress, CompletableFuture<Boolean> reply) implements Message {}

    /** Let go of everything and leave the tasks to the next agent. */
    record Leave() implements Message {}

    /** Something that somebody waits for may have come about. */
    record Wake() implements Message {}

    /** Something happened to a task. */
    sealed interface OfTask extends Message {
        String task();
    }

    record Started(String task, RunningTask running) implements OfTask {}

    record NotStarted(String task, String cause) implements OfTask {}

    record HealthChanged(String task, TargetHealth health) implements OfTask {}

    record Drained(String task) implements OfTask {}

    record Exited(String task, Exit exit) implements OfTask {}
}
