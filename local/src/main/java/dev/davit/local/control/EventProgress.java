package dev.davit.local.control;

import dev.davit.app.Progress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Turns progress into events. */
final class EventProgress implements Progress {
    private final Consumer<Event> sink;
    private final AtomicInteger last = new AtomicInteger();

    EventProgress(Consumer<Event> sink) {
        this.sink = sink;
    }

    @Override
    public Step begin(String name) {
        return begin(name, 0);
    }

    private Step begin(String name, int parent) {
        int number = last.incrementAndGet();
        sink.accept(Event.ofStep(Event.Kind.BEGIN, number, parent, name));
        return new EventStep(number);
    }

    private final class EventStep implements Step {
        private final int number;

        EventStep(int number) {
            this.number = number;
        }

        @Override
        public Step begin(String name) {
            return EventProgress.this.begin(name, number);
        }

        @Override
        public void update(String state) {
            sink.accept(Event.ofStep(Event.Kind.UPDATE, number, 0, state));
        }

        @Override
        public void done(String outcome) {
            sink.accept(Event.ofStep(Event.Kind.DONE, number, 0, outcome));
        }

        @Override
        public void skipped(String why) {
            sink.accept(Event.ofStep(Event.Kind.SKIPPED, number, 0, why));
        }

        @Override
        public void close() {
            sink.accept(Event.ofStep(Event.Kind.CLOSE, number, 0, ""));
        }
    }
}
