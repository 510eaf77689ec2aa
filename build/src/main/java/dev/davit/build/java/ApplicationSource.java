package dev.davit.build.java;

import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.build.fingerprint.Watched;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

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
     * @param changed the folders of the inputs that changed since the last build; nothing when there was none
     * @throws Failure of category BUILD when the source is at fault
     */
    CompiledApplication compile(Optional<Set<Path>> changed, Progress.Step step) throws IOException;
}
