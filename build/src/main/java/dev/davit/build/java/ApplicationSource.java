package dev.davit.build.java;

import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.build.fingerprint.Fingerprint;
import dev.davit.build.fingerprint.Watched;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where an application's classes come from. */
public interface ApplicationSource {
    /** What was recognised, such as {@code Maven module hello of the reactor at /home/anna/davit}. */
    String description();

    /** The folder that has to be under version control for the image to bear a commit. */
    Path folder();

    /** The folder whose uncommitted changes count. */
    Path tree();

    /** All files that may matter, as far as they are known before anything was compiled. */
    Watched inputs() throws IOException;

    /**
     * Brings the classes about.
     *
     * @throws Failure of category BUILD when the source is at fault
     */
    CompiledApplication compile(Progress.Step step) throws IOException;

    /**
     * Brings the classes about in a shorter way, from those of an earlier time and what changed since.
     *
     * @param last the inputs that {@link #keep} was told of
     * @return nothing when that cannot be done with certainty
     * @throws Failure of category BUILD when the source is at fault
     */
    default Optional<CompiledApplication> recompile(Fingerprint last, Fingerprint now) throws IOException {
        return Optional.empty();
    }

    /** Notes of which inputs the classes are that were brought about last. */
    default void keep(Fingerprint inputs) throws IOException {}
}
