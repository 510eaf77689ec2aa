package dev.davit.cli.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where Davit keeps what it keeps, by the XDG base directory specification.
 *
 * @param images images that were built or pulled
 * @param cache what can be made again at any time
 * @param state services, releases and logs of this machine's platform
 * @param runtime the agent's socket
 */
record Folders(Path images, Path cache, Path state, Path runtime) {
    static Folders of(Map<String, String> environment) {
        Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
        Path state = base(environment, "XDG_STATE_HOME").orElse(home.resolve(".local/state"));
        return new Folders(
                base(environment, "XDG_DATA_HOME")
                        .orElse(home.resolve(".local/share"))
                        .resolve("davit/images"),
                base(environment, "XDG_CACHE_HOME")
                        .orElse(home.resolve(".cache"))
                        .resolve("davit"),
                state.resolve("davit"),
                base(environment, "XDG_RUNTIME_DIR").orElse(state).resolve("davit"));
    }

    /** The specification has relative paths ignored. */
    private static Optional<Path> base(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(value -> !value.isEmpty())
                .map(Path::of)
                .filter(Path::isAbsolute);
    }
}
