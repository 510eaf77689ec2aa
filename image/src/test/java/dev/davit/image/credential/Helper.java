package dev.davit.image.credential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A credential helper that keeps what it is told in a folder, and notes its arguments; or one that does as a script says. */
final class Helper {

    private Helper() {}

    /** Speaks as docker-credential-helpers do, for one server at a time. */
    static void keeping(Path bin, String name) throws IOException {
        script(bin, name, """
                echo "$0 $*" >> "%1$s/arguments"
                case "$1" in
                store) cat > "%1$s/kept" ;;
                get) read -r server
                     if grep -q "\\"ServerURL\\":\\"$server\\"" "%1$s/kept" 2>/dev/null; then cat "%1$s/kept"
                     else echo "credentials not found in native keychain"; exit 1; fi ;;
                erase) rm "%1$s/kept" ;;
                esac
                """.formatted(bin));
    }

    static void script(Path bin, String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve("docker-credential-" + name), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
