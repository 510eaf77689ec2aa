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

    /** A file in an archive. */
    record Archived(InputArchive archive, InputArchive.Member member, int mode) implements Entry {
        @Override
        public String kind() {
            return "a file";
        }
    }

    /**
     * Another name of a file of the layer.
     *
     * @param target its path in the layer
     */
    record HardLink(String target) implements Entry {
        @Override
        public int mode() {
            return 0644;
        }

        @Override
        public String kind() {
            return "a hard link";
        }
    }
}
