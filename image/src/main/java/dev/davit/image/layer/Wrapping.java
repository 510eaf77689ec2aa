package dev.davit.image.layer;

import java.io.IOException;
import java.io.OutputStream;

/** Puts one stream around another. */
interface Wrapping {
    OutputStream around(OutputStream out) throws IOException;
}
