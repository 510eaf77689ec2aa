package dev.davit.local;

import dev.davit.image.Digest;
import dev.davit.local.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * Where the platform on this machine keeps things. There is one agent for each state folder.
 *
 * @param state survives a restart of the machine
 * @param runtime for the socket
 * @param images the image store
 */
public record LocalFolders(Path state, Path runtime, Path images) {
    /** The longest path that a Unix domain socket may have on any system (108 bytes with a final zero on Linux). */
    private static final int LONGEST_SOCKET = 100;

    public LocalFolders {
        state = state.toAbsolutePath().normalize();
        runtime = runtime.toAbsolutePath().normalize();
        images = images.toAbsolutePath().normalize();
    }

    /** The folders of the XDG base directory specification, below {@code davit}. */
    public static LocalFolders of(Map<String, String> environment, Path home, Path images) {
        Path state = absolute(environment, "XDG_STATE_HOME")
                .orElse(home.resolve(".local/state"))
                .resolve("davit");
        Path runtime = absolute(environment, "XDG_RUNTIME_DIR")
                .map(path -> path.resolve("davit"))
                .orElse(state);
        return new LocalFolders(state, runtime, images);
    }

    /** Named for the state folder, since several may share a folder for sockets. */
    Path socket() {
        String name = "agent-" + key() + ".sock";
        Path socket = runtime.resolve(name);
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET) {
            return socket;
        }
        return Path.of(System.getProperty("java.io.tmpdir"))
                .resolve("davit-" + System.getProperty("user.name"))
                .resolve(name);
    }

    Path database() {
        return state.resolve("state.db");
    }

    Path tasks() {
        return state.resolve("tasks");
    }

    /** Where the one of the database is unpacked to. */
    Path nativeLibraries() {
        return state.resolve("native");
    }

    Path lock() {
        return state.resolve("agent.lock");
    }

    Path agentFacts() {
        return state.resolve("agent.json");
    }

    Path agentLog() {
        return state.resolve("agent.log");
    }

    /** Makes the folders, for this user alone. */
    void create() {
        try {
            for (Path folder :
                    new Path[] {state, tasks(), socket().resolveSibling(".").normalize()}) {
                Files.createDirectories(folder.resolveSibling(".").normalize());
                if (!isFolder(folder)) {
                    createFolder(folder);
                }
                // Fails for a folder that belongs to somebody else, as one in a shared folder may.
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folders of the agent cannot be made: " + e, e);
        }
    }

    private static void createFolder(Path folder) throws IOException {
        try {
            PrivateFiles.createFolder(folder);
        } catch (FileAlreadyExistsException e) {
            // Another command may have made it meanwhile.
            if (!isFolder(folder)) {
                throw e;
            }
        }
    }

    private static boolean isFolder(Path folder) {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    }

    private String key() {
        return Digest.sha256(state.toString().getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, 8);
    }

    private static Optional<Path> absolute(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> value.startsWith("/"))
                .map(Path::of);
    }
}
