package dev.davit.local.control;

import dev.davit.app.Progress;
import dev.davit.local.json.Json;
import java.io.EOFException;
import java.io.IOException;

/** Reads the events of an answer. */
public final class EventReader {
    private EventReader() {}

    /** Shows all events as they come and returns the last one, which says what came of the work. */
    public static Event last(ControlClient answer, Progress progress) throws IOException {
        Replay replay = new Replay(progress);
        for (String line = answer.body().readLine();
                line != null;
                line = answer.body().readLine()) {
            if (!line.isEmpty()) {
                Event event = Json.read(line, Event.class);
                if (event.kind().isLast()) {
                    return event;
                }
                replay.show(event);
            }
        }
        throw new EOFException("the answer broke off");
    }
}
