package dev.davit.build.aot;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine's programs that prepare a sandbox, each with its whole path: the image's {@code PATH} is not theirs. */
final class Tools {
    private static final List<String> NAMES = List.of("unshare", "setpriv", "mount", "ip", "sh");
    private static final List<String> FOLDERS = Stream.concat(
                    Arrays.stream(Optional.ofNullable(System.getenv("PATH"))
                            .orElse("")
                            .split(File.pathSeparator, -1)),
                    // Where a plain user's path may not lead.
                    Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin"))
            .filter(folder -> folder.startsWith("/"))
            .toList();

    private Tools() {}

    static Optional<String> missing() {
        return NAMES.stream().filter(name -> find(name).isEmpty()).findFirst();
    }

    /** The name itself where there is no such program. */
    static String path(String name) {
        return find(name).map(Path::toString).orElse(name);
    }

    /** Puts whole paths into the place of names such as {@code @mount@}. */
    static String fillIn(String script) {
        String filled = script;
        for (String name : NAMES) {
            filled = filled.replace("@" + name + "@", "'" + path(name) + "'");
        }
        return filled;
    }

    private static Optional<Path> find(String name) {
        return FOLDERS.stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
