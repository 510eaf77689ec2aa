package dev.davit.build;

import dev.davit.app.Progress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps how each step ended, as {@code name: outcome} or {@code name skipped: why}. */
final class RecordingProgress implements Progress {
    final List<String> ended = new CopyOnWriteArrayList<>();

    @Override
    public Step begin(String name) {
        return new Recorded(name);
    }

    private final class Recorded implements Step {
        private final String name;

        Recorded(String name) {
            this.name = name;
        }

        @Override
        public Step begin(String part) {
            return RecordingProgress.this.begin(part);
        }

        @Override
        public void update(String state) {}

        @Override
        public void done(String outcome) {
            ended.add(name + ": " + outcome);
        }

        @Override
        public void skipped(String why) {
            ended.add(name + " skipped: " + why);
        }

        @Override
        public void close() {}
    }
}
