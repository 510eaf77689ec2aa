package dev.davit.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Bytes that lie somewhere and can be read any number of times, also by several threads at once. */
@FunctionalInterface
public interface Content {

    /** A new stream from the first byte on; the caller closes it. */
    InputStream open() throws IOException;

    /**
     * Repositories that are known to have had these bytes. A push to another repository of the same registry asks it to
     * take them from there instead of sending them (OCI distribution specification, "mounting a blob from another
     * repository").
     */
    default List<ImageReference> repositories() {
        return List.of();
    }
}
