package dev.davit.image.layer;

import java.nio.file.Path;

/** One entry of a layer, without its path. */
sealed interface Entry {

    /** Permission bits. */
    int mode();

    /** What messages call it. */
    String kind();

    /**
     * A directory.
     *
     * @param explicit whether it was asked for by itself, not just needed as a parent or met in a tree
     */
    record Directory(int mode, boolean explicit) implements Entry {
        @Override
        public String kind() {
            return "a directory";
        }
    }

    record FileFrom(Path source, int mode) implements Entry {
        @Override
        public String kind() {
            return "a file";
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bytes(byte[] content, int mode) implements Entry {
        @Override
        public String kind() {
            return "a file";
        }
    }

    record Symlink(String target) implements Entry {
        @Override
        public int mode() {
            return 0777;
        }

        @Override
        public String kind() {
            return "a symbolic link";
        }
    }
}
