package dev.davit.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.app.Progress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Lets a test wait until the work is at a certain point. */
final class WaitingProgress implements Progress.Step {
    private final BlockingQueue<String> states = new LinkedBlockingQueue<>();

    void awaitState(String part) throws InterruptedException {
        String state;
        do {
            state = states.poll(60, TimeUnit.SECONDS);
            assertThat(state).as("waiting for " + part).isNotNull();
        } while (!state.contains(part));
    }

    @Override
    public Progress.Step begin(String name) {
        return this;
    }

    @Override
    public void update(String state) {
        states.add(state);
    }

    @Override
    public void done(String outcome) {}

    @Override
    public void skipped(String why) {}

    @Override
    public void close() {}
}
