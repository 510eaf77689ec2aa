package dev.davit.build.runtime;

import dev.davit.app.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The shared libraries of this machine that native code needs. They are found by reading the files rather than by asking
 * the dynamic loader, which would choose variants for this very processor.
 */
final class SharedLibraries {
    /** What the C library opens by itself: for DNS, and for unwinding when a thread is cancelled. */
    private static final List<String> OPENED =
            List.of("libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2", "libgcc_s.so.1");

    /** For screens and loudspeakers, which a container has not; the JDK does without where they cannot be loaded. */
    private static final Set<String> DESKTOP =
            Set.of("libawt_xawt.so", "libjawt.so", "libsplashscreen.so", "libjsound.so");

    private static final List<Path> USUAL =
            List.of(Path.of("/lib64"), Path.of("/usr/lib64"), Path.of("/lib"), Path.of("/usr/lib"));

    private final Path loader;
    private final Path folder;
    private final SortedMap<String, Path> found = new TreeMap<>();

    private SharedLibraries(Path loader) throws IOException {
        this.loader = loader;
        // The C library lies beside the loader, which searches that folder without being told.
        this.folder = loader.toRealPath().resolveSibling(".").normalize();
    }

    /**
     * The libraries that a runtime needs and those of the named ones that this machine has, with all that they need.
     *
     * @return files of this machine by where they have to be in the image
     * @throws Failure when the machine lacks one
     */
    static SortedMap<String, Path> of(Path runtime, Collection<String> more) throws IOException {
        Elf java = elf(runtime.resolve("bin/java"))
                .orElseThrow(() -> Failure.of(Failure.Category.BUILD, runtime + "/bin/java is no ELF executable")
                        .withFix("build on Linux: an image without a base holds this machine's own C library"));
        SharedLibraries libraries = new SharedLibraries(Path.of(java.loader()
                .orElseThrow(() -> Failure.of(Failure.Category.BUILD, "bin/java of the JDK names no dynamic loader")
                        .withFix("use a JDK that is linked dynamically: set JAVA_HOME to it"))));
        libraries.addRuntime(runtime);
        OPENED.forEach(libraries::addIfPresent);
        more.forEach(libraries::addIfPresent);
        libraries.addWhatTheyNeed();
        libraries.found.put(libraries.loader.toString(), libraries.loader);
        return libraries.found;
    }

    static boolean isNative(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && (name.endsWith(".so") || name.equals("jspawnhelper") || name.equals("jexec") || isProgram(file));
    }

    private static boolean isProgram(Path file) {
        Path parent = file.getParent();
        return parent != null && parent.endsWith("bin");
    }

    private void addRuntime(Path runtime) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(runtime)) {
            files = all.filter(SharedLibraries::isNative).toList();
        }
        Set<String> own = files.stream()
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toCollection(HashSet::new));
        for (Path file : files) {
            if (!DESKTOP.contains(file.getFileName().toString())) {
                for (String name : needed(file)) {
                    if (!own.contains(name)) {
                        require(name, file);
                    }
                }
            }
        }
    }

    private void addWhatTheyNeed() throws IOException {
        Deque<Path> open = new ArrayDeque<>(found.values());
        while (!open.isEmpty()) {
            Path file = open.pop();
            for (String name : needed(file)) {
                if (!found.containsKey(inImage(name))) {
                    require(name, file);
                    Optional.ofNullable(found.get(inImage(name))).ifPresent(open::push);
                }
            }
        }
    }

    private void require(String name, Path by) {
        if (!isLoader(name) && !addIfPresent(name)) {
            throw Failure.of(
                            Failure.Category.BUILD,
                            by.getFileName() + " needs the shared library " + name + ", which is not in " + folder)
                    .withFix("install the package that holds " + name + " on this machine");
        }
    }

    private boolean addIfPresent(String name) {
        return Stream.concat(Stream.of(folder), USUAL.stream())
                .map(place -> place.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(file -> {
                    if (!isLoader(name)) {
                        found.put(inImage(name), file);
                    }
                    return true;
                })
                .orElse(false);
    }

    private boolean isLoader(String name) {
        return loader.endsWith(name);
    }

    private String inImage(String name) {
        return folder.resolve(name).toString();
    }

    private static List<String> needed(Path file) throws IOException {
        return elf(file).map(Elf::needed).orElse(List.of());
    }

    private static Optional<Elf> elf(Path file) throws IOException {
        return Elf.parse(Files.readAllBytes(file));
    }
}
