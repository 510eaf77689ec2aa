package dev.davit.local;

import dev.davit.local.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The native library of the database is unpacked at each start, and stays when the process is killed. In a folder of the
 * agent's own, the next agent can remove it, and nobody else can put another in its place.
 */
final class NativeLibrary {
    private NativeLibrary() {}

    /** To be called before the database is used, by the only agent of the folder. */
    static void unpackTo(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            PrivateFiles.createFolder(folder);
        }
        try (DirectoryStream<Path> stale = Files.newDirectoryStream(folder, "sqlite-*")) {
            for (Path file : stale) {
                Files.delete(file);
            }
        }
        System.setProperty("org.sqlite.tmpdir", folder.toString());
    }
}
