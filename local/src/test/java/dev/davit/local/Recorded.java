package dev.davit.local;

import dev.davit.app.Progress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what progress was told, one line for each event, with the path of its step. */
public final class Recorded implements Progress {
    public final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public Step begin(String name) {
        return step(name);
    }

    private Step step(String path) {
        lines.add(path);
        return new Step() {
            @Override
            public Step begin(String name) {
                return step(path + " / " + name);
            }

            @Override
            public void update(String state) {
                lines.add(path + ": " + state);
            }

            @Override
            public void done(String outcome) {
                lines.add(path + " -> " + outcome);
            }

            @Override
            public void skipped(String why) {
                lines.add(path + " skipped: " + why);
            }

            @Override
            public void close() {
                lines.add(path + " closed");
            }
        };
    }
}
