package dev.davit.local.runtime;

import dev.davit.app.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The task runtimes in the order in which they are preferred. */
public final class RuntimeChoice {
    private final List<TaskRuntime> candidates;

    public RuntimeChoice(List<TaskRuntime> candidates) {
        this.candidates = List.copyOf(candidates);
    }

    /**
     * Picks the first that can run here, or exactly the one that is asked for.
     *
     * @throws Failure when that one, or none, can run here
     */
    public TaskRuntime choose(Optional<String> forced) {
        if (forced.isPresent()) {
            TaskRuntime runtime = named(forced.get()).orElseThrow(() -> unknown(forced.get()));
            runtime.whyUnusable().ifPresent(why -> {
                throw Failure.of(
                                Failure.Category.FAILED,
                                "the runtime '" + runtime.name() + "' cannot be used here: " + why)
                        .withFix("leave out --runtime, or see what there is with: davit doctor");
            });
            return runtime;
        }
        return candidates.stream()
                .filter(candidate -> candidate.whyUnusable().isEmpty())
                .findFirst()
                .orElseThrow(() -> Failure.of(Failure.Category.FAILED, "nothing here can run a task")
                        .withDetails(report().stream()
                                .map(line -> line.runtime() + ": " + line.why())
                                .toList()));
    }

    public Optional<TaskRuntime> named(String name) {
        return candidates.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst();
    }

    public List<TaskRuntime> all() {
        return candidates;
    }

    /** What {@code davit doctor} says about each; the first usable one is the chosen one. */
    public List<RuntimeReport> report() {
        var lines = new ArrayList<RuntimeReport>();
        boolean chosen = false;
        for (TaskRuntime candidate : candidates) {
            Optional<String> why = candidate.whyUnusable();
            boolean usable = why.isEmpty();
            lines.add(new RuntimeReport(candidate.name(), usable, why.orElseGet(candidate::means), usable && !chosen));
            chosen |= usable;
        }
        return List.copyOf(lines);
    }

    private Failure unknown(String name) {
        return Failure.of(
                Failure.Category.USAGE,
                "there is no runtime '" + name + "': expected one of "
                        + candidates.stream().map(TaskRuntime::name).collect(Collectors.joining(", ")));
    }
}
