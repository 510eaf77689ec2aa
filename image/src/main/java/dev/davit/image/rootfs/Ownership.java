package dev.davit.image.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Gives files to the owners that a layer names, where this process may do so. */
final class Ownership {

    private static final long LARGEST = 0xFFFF_FFFEL;

    private boolean allowed;

    private Ownership(boolean allowed) {
        this.allowed = allowed;
    }

    /** Finds out from a file that this process has just made whether it runs as root. */
    static Ownership of(Path made) throws IOException {
        return new Ownership(Integer.valueOf(0).equals(Files.getAttribute(made, "unix:uid")));
    }

    void give(Path path, Metadata metadata) throws UnpackException {
        if (metadata.uid() < 0 || metadata.uid() > LARGEST || metadata.gid() < 0 || metadata.gid() > LARGEST) {
            throw new UnpackException("No such owner can exist: " + metadata.uid() + ":" + metadata.gid());
        }
        if (!allowed || (metadata.uid() == 0 && metadata.gid() == 0)) {
            return;
        }
        try {
            Files.setAttribute(path, "unix:uid", (int) metadata.uid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", (int) metadata.gid(), LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            // Root in a user namespace that has no such owner: files then stay with this process's user.
            allowed = false;
        }
    }
}
