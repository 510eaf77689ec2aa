package dev.davit.build.runtime;

import dev.davit.app.Failure;
import dev.davit.build.layer.LayerPlan;
import dev.davit.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The lowest layer of an image without a base: a Java runtime at {@value #HOME}, the C library under it, and what
 * programs expect of a system. No shell, no package manager.
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
     * @throws Failure when this machine is not Linux or lacks a library
     */
    public static LayerPlan plan(RuntimeLinker.Linked runtime, Collection<String> libraries) throws IOException {
        LayerPlan plan = new LayerPlan();
        plan.tree(HOME, runtime.home(), runtime.identity());
        for (var library : SharedLibraries.of(runtime.home(), libraries).entrySet()) {
            byte[] content = Elf.strip(Files.readAllBytes(library.getValue()));
            plan.bytes(library.getKey(), content, 0755);
        }
        plan.text("/etc/passwd", """
                root:x:0:0:root:/:/sbin/nologin
                app:x:%1$d:%1$d:app:%2$s:/sbin/nologin
                """.formatted(USER, APP));
        plan.text("/etc/group", """
                root:x:0:
                app:x:%d:
                """.formatted(USER));
        plan.text("/etc/nsswitch.conf", """
                passwd: files
                group: files
                hosts: files dns
                """);
        Optional<Path> certificates =
                CERTIFICATES.stream().filter(Files::isRegularFile).findFirst();
        if (certificates.isPresent()) {
            Path file = certificates.get();
            plan.file(CERTIFICATES.getFirst().toString(), file, Digest.sha256(Files.readAllBytes(file)), 0644);
        }
        addLocale(plan);
        plan.folder("/tmp", 01777);
        // Container engines mount these; in a read-only root they could not make them.
        for (String mountPoint : List.of("/dev", "/proc", "/sys")) {
            plan.folder(mountPoint, 0755);
        }
        return plan;
    }

    /** Without it the C library knows ASCII alone, and Java no file name with other letters. */
    private static void addLocale(LayerPlan plan) throws IOException {
        Optional<Path> locale = LOCALES.stream().filter(Files::isDirectory).findFirst();
        if (locale.isPresent()) {
            try (Stream<Path> files = Files.walk(locale.get())) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    plan.bytes(file.toString(), Files.readAllBytes(file), 0644);
                }
            }
        }
    }
}
