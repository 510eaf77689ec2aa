package dev.davit.cli.output;

import dev.davit.app.Progress.Step;
import java.util.ArrayList;
import java.util.List;

/** A step and the steps below it. Its state is guarded by its own lock; its observer is told when that is not held. */
final class StepNode implements Step {
    /** How far a step is. */
    enum State {
        RUNNING,
        DONE,
        SKIPPED,
        FAILED
    }

    /** Is told when a node has changed; called without a lock held. */
    interface StepObserver {
        void begun(StepNode node);

        void ended(StepNode node);
    }

    private final String name;
    private final int depth;
    private final StepObserver observer;
    private final long startedNanos = System.nanoTime();
    private final List<StepNode> children = new ArrayList<>();
    private State state = State.RUNNING;
    private String text = "";
    private long endedNanos;

    StepNode(String name, int depth, StepObserver observer) {
        this.name = name;
        this.depth = depth;
        this.observer = observer;
    }

    @Override
    public StepNode begin(String childName) {
        StepNode child = new StepNode(childName, depth + 1, observer);
        synchronized (this) {
            children.add(child);
        }
        observer.begun(child);
        return child;
    }

    @Override
    public synchronized void update(String now) {
        if (state == State.RUNNING) {
            text = now;
        }
    }

    @Override
    public void done(String outcome) {
        end(State.DONE, outcome);
    }

    @Override
    public void skipped(String why) {
        end(State.SKIPPED, why);
    }

    @Override
    public void close() {
        end(State.FAILED, text());
    }

    private void end(State reached, String outcome) {
        synchronized (this) {
            if (state != State.RUNNING) {
                return;
            }
            state = reached;
            text = outcome;
            endedNanos = System.nanoTime();
        }
        observer.ended(this);
    }

    String name() {
        return name;
    }

    int depth() {
        return depth;
    }

    synchronized String text() {
        return text;
    }

    synchronized State state() {
        return state;
    }

    synchronized List<StepNode> children() {
        return List.copyOf(children);
    }

    synchronized double seconds() {
        long end = state == State.RUNNING ? System.nanoTime() : endedNanos;
        return (end - startedNanos) / 1e9;
    }
}
