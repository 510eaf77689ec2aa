package dev.davit.local.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The host's programs that start a task, each with its whole path: a task's own {@code PATH} must not choose them. */
final class Tools {
    private static final List<String> NAMES =
            List.of("sh", "mv", "kill", "env", "setsid", "unshare", "setpriv", "mount", "mkdir", "ln");

    private final Map<String, String> paths;

    private Tools(Map<String, String> paths) {
        this.paths = paths;
    }

    /** Looks in the folders of a search path, and in those where a plain user's may lack them. */
    static Tools find(Optional<String> searchPath) {
        List<String> folders = Stream.concat(
                        searchPath.stream().flatMap(path -> Arrays.stream(path.split(":"))),
                        Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin"))
                .filter(folder -> folder.startsWith("/"))
                .toList();
        Map<String, String> paths = new LinkedHashMap<>();
        for (String name : NAMES) {
            folders.stream()
                    .map(folder -> Path.of(folder, name))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .ifPresent(path -> paths.put(name, path.toString()));
        }
        return new Tools(paths);
    }

    /** The name itself where there is no such program. */
    String path(String name) {
        return paths.getOrDefault(name, name);
    }

    boolean has(String name) {
        return paths.containsKey(name);
    }

    boolean canIsolate() {
        return Stream.of("unshare", "setpriv", "mount", "mkdir", "ln").allMatch(this::has);
    }

    /** The first of those tools missing without which no process can be started at all. */
    Optional<String> missing() {
        return Stream.of("sh", "mv", "kill", "env", "setsid")
                .filter(name -> !has(name))
                .findFirst();
    }

    /** Puts paths in the place of {@code @name@}. */
    String fillIn(String script) {
        String filled = script;
        for (String name : NAMES) {
            filled = filled.replace("@" + name + "@", "'" + path(name) + "'");
        }
        return filled;
    }
}
