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
     * Picks the first that is there, or exactly the one that is asked for.
     *
     * @throws Failure when that one cannot run here and now, or none is there
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
        List<String> reasons = new ArrayList<>();
        for (TaskRuntime candidate : candidates) {
            Optional<String> why = candidate.whyUnusable();
            if (why.isEmpty()) {
                return candidate;
            }
            if (candidate.isThere()) {
                throw unusable(candidate, why.get());
            }
            reasons.add(candidate.name() + ": " + why.get());
        }
        throw Failure.of(Failure.Category.FAILED, "nothing here can run a task").withDetails(reasons);
    }

    /**
     * Returns the runtime that a service has, so that it does not move to another one unasked.
     *
     * @throws Failure when it cannot run here and now
     */
    public TaskRuntime keep(String name) {
        TaskRuntime runtime = named(name).orElseThrow(() -> unknown(name));
        runtime.whyUnusable().ifPresent(why -> {
            throw unusable(runtime, why);
        });
        return runtime;
    }

    public Optional<TaskRuntime> named(String name) {
        return candidates.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst();
    }

    public List<TaskRuntime> all() {
        return candidates;
    }

    /** What {@code davit doctor} says about each; the chosen one is what {@link #choose} picks unasked. */
    public List<RuntimeReport> report() {
        var lines = new ArrayList<RuntimeReport>();
        boolean settled = false;
        for (TaskRuntime candidate : candidates) {
            Optional<String> why = candidate.whyUnusable();
            boolean usable = why.isEmpty();
            lines.add(new RuntimeReport(candidate.name(), usable, why.orElseGet(candidate::means), usable && !settled));
            settled = settled || usable || candidate.isThere();
        }
        return List.copyOf(lines);
    }

    private Failure unusable(TaskRuntime runtime, String why) {
        String start = "see that '" + runtime.name() + "' answers, then: davit up";
        return Failure.of(Failure.Category.FAILED, "the runtime '" + runtime.name() + "' cannot be used here: " + why)
                .withFix(candidates.stream()
                        .filter(other -> !other.equals(runtime))
                        .findFirst()
                        .map(other -> start + "; or move to another one: davit up --runtime " + other.name())
                        .orElse(start));
    }

    private Failure unknown(String name) {
        return Failure.of(
                Failure.Category.USAGE,
                "there is no runtime '" + name + "': expected one of "
                        + candidates.stream().map(TaskRuntime::name).collect(Collectors.joining(", ")));
    }
}
