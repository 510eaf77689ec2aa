package dev.davit.build.base;

import dev.davit.build.layer.LayerPlan;
import dev.davit.image.Digest;
import java.io.IOException;
import java.time.Duration;

/** A root file system as it was found on this machine. */
interface RootSource {
    /** The coarsest time stamps that file systems in use have. */
    Duration RACY = Duration.ofSeconds(2);

    /** Tells it in this state from any other: while this is the same, so is the content, if it {@link #isSettled}. */
    Digest state();

    /** The latest time at which something in it changed, in milliseconds since the epoch. */
    long newest();

    /**
     * What its layer holds; reads all files.
     *
     * @throws IllegalArgumentException when something in it has no place in a layer
     */
    LayerPlan plan() throws IOException;

    /** Whether nothing changed so shortly before this time that a later change might leave no trace. */
    default boolean isSettled(long now) {
        return newest() < now - RACY.toMillis();
    }
}
