package dev.davit.image.rootfs;

import java.nio.file.attribute.FileTime;

/** What a layer says of an entry beside its content. */
record Metadata(int mode, long uid, long gid, FileTime modified) {

    private static final int PERMISSIONS = 0777;
    private static final int STICKY = 01000;

    /** The mode of a file, without setuid, setgid and sticky bits. */
    int fileMode() {
        return mode & PERMISSIONS;
    }

    /** The mode of a directory, where the sticky bit protects files in {@code /tmp}. */
    int directoryMode() {
        return mode & (PERMISSIONS | STICKY);
    }
}
