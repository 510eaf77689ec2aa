package dev.davit.image.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** What shows that a file was written to. */
record FileState(long size, FileTime modified) {

    static FileState of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileState(attributes.size(), attributes.lastModifiedTime());
    }

    /** Throws when the file is not as it was. */
    void check(Path file) throws IOException {
        FileState now = of(file);
        if (!now.equals(this)) {
            throw new IOException(file + " was changed while it was read: it had " + size + " bytes at " + modified
                    + ", and has " + now.size + " at " + now.modified + ". Let whatever writes it finish first.");
        }
    }
}
