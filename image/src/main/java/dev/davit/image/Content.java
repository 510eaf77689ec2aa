package dev.davit.image;

import java.io.IOException;
import java.io.InputStream;

/** Bytes that lie somewhere and can be read any number of times, also by several threads at once. */
@FunctionalInterface
public interface Content {

    /** A new stream from the first byte on; the caller closes it. */
    InputStream open() throws IOException;
}
