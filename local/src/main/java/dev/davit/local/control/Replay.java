package dev.davit.local.control;

import dev.davit.app.Progress;
import java.util.HashMap;
import java.util.Map;

/** Turns events back into progress. For one thread. */
final class Replay {
    private final Progress progress;
    private final Map<Integer, Progress.Step> steps = new HashMap<>();

    Replay(Progress progress) {
        this.progress = progress;
    }

    /** Shows an event; one that is not about a step shows nothing. */
    void show(Event event) {
        Progress.Step step = steps.get(event.step());
        switch (event.kind()) {
            case BEGIN -> {
                Progress parent = steps.get(event.parent());
                steps.put(event.step(), (parent == null ? progress : parent).begin(event.text()));
            }
            case UPDATE -> {
                if (step != null) {
                    step.update(event.text());
                }
            }
            case DONE -> {
                if (step != null) {
                    step.done(event.text());
                }
            }
            case SKIPPED -> {
                if (step != null) {
                    step.skipped(event.text());
                }
            }
            case CLOSE -> {
                if (step != null) {
                    step.close();
                    steps.remove(event.step());
                }
            }
            case DEPLOYED, REMOVED, ABSENT, FAILED -> {}
        }
    }
}
