package dev.davit.build.runtime;

import dev.davit.app.Failure;
import dev.davit.build.layer.LayerPlan;
import dev.davit.image.Digest;
import dev.davit.image.rootfs.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * The lowest layer of an image without a base, or the one on a root file system without Java: a Java runtime at
 * {@value #HOME}, the C library under it, and what programs expect of a system. No shell, no package manager.
 */
public final class RuntimeLayer {
    /** Where the runtime is in the image. */
    public static final String HOME = "/opt/java";

    /** Where the application is in the image. */
    public static final String APP = "/app";

    /** The user and the group that the application runs as. */
    public static final int USER = 65_532;

    private static final List<Path> CERTIFICATES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    /** The locale {@code C.UTF-8} of glibc; musl has it built in. */
    private static final List<Path> LOCALES =
            List.of(Path.of("/usr/lib/locale/C.utf8"), Path.of("/usr/lib/locale/C.UTF-8"));

    private RuntimeLayer() {}

    /**
     * Plans the layer.
     *
     * @param libraries names of shared libraries that the application's native code needs besides
     * @param under the files below the layer, none of which it replaces; with a C library among them, this machine's is
     *     left out
     * @throws Failure when this machine is not Linux or lacks a library, or when the C library below is too old
     */
    public static LayerPlan plan(RuntimeLinker.Linked runtime, Collection<String> libraries, ImageFiles under)
            throws IOException {
        LayerPlan plan = new LayerPlan();
        plan.tree(under.real(HOME), runtime.home(), runtime.identity());
        SortedMap<String, Path> all = SharedLibraries.of(runtime.home(), libraries);
        for (var library : SystemLibraries.missing(all, runtime.home(), under).entrySet()) {
            byte[] content = Elf.strip(Files.readAllBytes(library.getValue()));
            plan.bytes(under.real(library.getKey()), content, 0755);
        }
        addText(plan, under, "/etc/passwd", """
                root:x:0:0:root:/:/sbin/nologin
                app:x:%1$d:%1$d:app:%2$s:/sbin/nologin
                """.formatted(USER, APP));
        addText(plan, under, "/etc/group", """
                root:x:0:
                app:x:%d:
                """.formatted(USER));
        addText(plan, under, "/etc/nsswitch.conf", """
                passwd: files
                group: files
                hosts: files dns
                """);
        Optional<Path> certificates =
                CERTIFICATES.stream().filter(Files::isRegularFile).findFirst();
        String bundle = CERTIFICATES.getFirst().toString();
        if (certificates.isPresent() && !under.has(bundle)) {
            Path file = certificates.get();
            plan.file(under.real(bundle), file, Digest.sha256(Files.readAllBytes(file)), 0644);
        }
        addLocale(plan, under);
        if (!under.has("/tmp")) {
            plan.folder("/tmp", 01777);
        }
        // Container engines mount these; in a read-only root they could not make them.
        for (String mountPoint : List.of("/dev", "/proc", "/sys")) {
            if (!under.has(mountPoint)) {
                plan.folder(mountPoint, 0755);
            }
        }
        return plan;
    }

    private static void addText(LayerPlan plan, ImageFiles under, String path, String content) {
        if (!under.has(path)) {
            plan.text(under.real(path), content);
        }
    }

    /** Whether the content of a file is needed to put the layer on it. */
    public static boolean needs(String path) {
        return SystemLibraries.needs(path);
    }

    /** Without it the C library knows ASCII alone, and Java no file name with other letters. */
    private static void addLocale(LayerPlan plan, ImageFiles under) throws IOException {
        Optional<Path> locale = LOCALES.stream().filter(Files::isDirectory).findFirst();
        if (locale.isPresent() && LOCALES.stream().noneMatch(path -> under.has(path.toString()))) {
            try (Stream<Path> files = Files.walk(locale.get())) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    plan.bytes(under.real(file.toString()), Files.readAllBytes(file), 0644);
                }
            }
        }
    }
}
