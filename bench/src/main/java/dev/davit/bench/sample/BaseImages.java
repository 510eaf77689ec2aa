package dev.davit.bench.sample;

import dev.davit.bench.process.Folders;
import dev.davit.bench.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Images with a Java runtime, made of this machine's own files, because none can be pulled where benchmarks run. What is
 * on such an image follows the usual ones: a runtime without the tools of a development kit at {@code /opt/java/openjdk},
 * its classes compressed.
 */
public final class BaseImages {
    /** What a development kit has and a runtime has not. */
    private static final Set<String> TOOLS = Set.of(
            "jdk.attach",
            "jdk.compiler",
            "jdk.editpad",
            "jdk.hotspot.agent",
            "jdk.internal.ed",
            "jdk.internal.le",
            "jdk.internal.opt",
            "jdk.jartool",
            "jdk.javadoc",
            "jdk.jcmd",
            "jdk.jconsole",
            "jdk.jdeps",
            "jdk.jdi",
            "jdk.jlink",
            "jdk.jpackage",
            "jdk.jshell",
            "jdk.jstatd",
            "jdk.unsupported.desktop");

    private static final Pattern LIBRARY = Pattern.compile("(/[^ ]+) \\(0x");
    private static final String HOME = "opt/java/openjdk";

    private final Path jdk;
    private final Path folder;

    /** @param folder for files on the way */
    public BaseImages(Path jdk, Path folder) {
        this.jdk = jdk;
        this.folder = folder;
    }

    /** A runtime with all modules that are no tools, and of the system the C library alone. Returns its root. */
    public Path plain() throws IOException {
        Path root = folder.resolve("plain");
        Folders.delete(root);
        Files.createDirectories(root.resolve(HOME).resolveSibling("."));
        link(root.resolve(HOME), "zip-6");
        for (Path library : libraries(root.resolve(HOME))) {
            copy(library, root);
        }
        Files.createDirectories(root.resolve("tmp"));
        return root;
    }

    /**
     * The same runtime on the files of Debian's packages that no installation is without, as far as this machine has
     * them, without documentation: what is called a slim Debian. Returns its root, or nothing where this is no Debian.
     */
    public Path onDebian(Path plain) throws IOException {
        Path root = folder.resolve("debian");
        Folders.delete(root);
        Program.of(folder, "cp", "-a", plain.toString(), root.toString()).run();
        String script = """
                for name in bin sbin lib lib64; do
                    if [ -L "/$name" ] && [ ! -L "$1/$name" ]; then
                        mkdir -p "$1/usr/$name" && ln -s "usr/$name" "$1/$name"
                    fi
                done
                dpkg-query -W -f '${Package} ${Essential} ${Priority}\\n' |
                    awk '$2 == "yes" || $3 == "required" || $1 == "apt" || $1 == "ca-certificates" { print $1 }' |
                    while read -r package; do dpkg-query -L "$package" 2>/dev/null; done |
                    grep -vE '^/usr/share/(doc|man|locale|info)/' | sort -u |
                    while read -r file; do
                        [ ! -f "$file" ] && [ ! -L "$file" ] || echo "${file#/}"
                    done | tar -C / --no-recursion --ignore-failed-read -cf - -T - 2>/dev/null | tar -C "$1" -xf - --keep-directory-symlink
                """;
        Program.of(folder, "bash", "-c", script, "debian", root.toString()).run();
        return root;
    }

    /** Makes the root an image of Docker's, of this name. */
    public void load(Path root, String name) throws IOException {
        Path tar = folder.resolve("base.tar");
        Program.of(folder, "tar", "-C", root.toString(), "--owner=0", "--group=0", "-cf", tar.toString(), ".")
                .run();
        Program.of(
                        folder,
                        "docker",
                        "import",
                        "--change",
                        "ENV JAVA_HOME=/" + HOME + " PATH=/" + HOME + "/bin:/usr/bin:/bin LANG=C.UTF-8",
                        tar.toString(),
                        name)
                .run();
        Files.delete(tar);
    }

    /** The runtime alone, its classes not compressed, as it is best in a layer that is. Returns its root. */
    public Path uncompressed() throws IOException {
        Path home = folder.resolve("runtime");
        Folders.delete(home);
        link(home, "zip-0");
        return home;
    }

    private void link(Path home, String compression) throws IOException {
        String all = Program.of(folder, jdk.resolve("bin/java").toString(), "--list-modules")
                .run()
                .output();
        List<String> modules = all.lines()
                .map(line -> line.split("@", 2)[0].trim())
                .filter(name -> !TOOLS.contains(name))
                .toList();
        Program.of(
                        folder,
                        jdk.resolve("bin/jlink").toString(),
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--compress",
                        compression,
                        "--add-modules",
                        String.join(",", modules),
                        "--output",
                        home.toString())
                .run();
    }

    private Set<Path> libraries(Path home) throws IOException {
        Set<Path> found = new TreeSet<>();
        for (String file : List.of("bin/java", "lib/server/libjvm.so", "lib/libnet.so", "lib/libzip.so")) {
            Matcher libraries =
                    LIBRARY.matcher(Program.of(folder, "ldd", home.resolve(file).toString())
                            .run()
                            .output());
            while (libraries.find()) {
                Path library = Path.of(libraries.group(1));
                if (!library.startsWith(home)) {
                    found.add(library);
                }
            }
        }
        return found;
    }

    /** Copies a file to where its path without links to folders leads, with links to folders made as on this machine. */
    private static void copy(Path file, Path root) throws IOException {
        Path top = file.getRoot().resolve(file.getName(0));
        Path link = root.resolve(file.getName(0).toString());
        if (Files.isSymbolicLink(top) && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(root.resolve(Files.readSymbolicLink(top).toString()));
            Files.createSymbolicLink(link, Files.readSymbolicLink(top));
        }
        Path target = root.resolve(file.toString().substring(1));
        Files.createDirectories(target.resolveSibling("."));
        Files.write(target, Files.readAllBytes(file));
        target.toFile().setExecutable(true, false);
    }
}
