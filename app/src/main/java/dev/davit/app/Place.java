package dev.davit.app;

import java.nio.file.Path;

/** Where something stands in an app description; lines and columns count from 1. */
public record Place(Path file, int line, int column) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
