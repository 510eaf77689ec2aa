package dev.davit.build.base;

import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.image.ImageReference;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The part of one build that brings its base about, beside other work. For one thread. */
public interface BaseWork extends Closeable {
    /**
     * Tells this base in its present state from every other one. What is known from earlier builds is not asked again.
     *
     * @throws Failure when the base cannot be found
     */
    String identity() throws IOException;

    /** The base image by its tag and the digest that this had, if it is one of a registry. */
    Optional<ImageReference> pin() throws IOException;

    /** Begins to fetch or to make what is missing, in the background, unless that has begun. */
    void start(Progress progress);

    /**
     * Waits for the bases, one for each platform of the description in its order; none when the image has no base.
     *
     * @throws Failure when a base cannot be had
     */
    List<BaseImage> images() throws IOException;

    /** Ends what is still under way. */
    @Override
    void close();
}
