package dev.davit.build.runtime;

import dev.davit.app.Failure;
import dev.davit.image.rootfs.ImageFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What of the shared libraries of this machine has to be added to a root file system. Those of the C library only fit each
 * other, so they are all taken from there or all from here.
 */
final class SystemLibraries {
    private static final String C_LIBRARY = "libc.so.6";
    private static final Pattern VERSION = Pattern.compile("GLIBC_(\\d+)\\.(\\d+)");

    private SystemLibraries() {}

    /** Whether the content of this file is needed to find out about its C library. */
    static boolean needs(String path) {
        return path.endsWith("/" + C_LIBRARY) || path.matches(".*/libc-2\\.\\d+\\.so");
    }

    /**
     * Those of the libraries that are not there.
     *
     * @param all by where they have to be
     * @throws Failure when the C library there is older than the runtime wants
     */
    static SortedMap<String, Path> missing(SortedMap<String, Path> all, Path runtime, ImageFiles under)
            throws IOException {
        String loader = loader(runtime);
        if (under.file(loader).isEmpty()) {
            return all;
        }
        List<String> folders = folders(all);
        requireVersion(runtime, under, folders);
        SortedMap<String, Path> missing = new TreeMap<>();
        all.forEach((place, file) -> {
            String name = file.getFileName().toString();
            if (!isOfC(name) && folders.stream().noneMatch(folder -> under.has(folder + "/" + name))) {
                missing.put(place, file);
            }
        });
        return missing;
    }

    private static String loader(Path runtime) throws IOException {
        return Elf.parse(Files.readAllBytes(runtime.resolve("bin/java")))
                .flatMap(Elf::loader)
                .orElse("");
    }

    private static List<String> folders(SortedMap<String, Path> all) {
        Stream<String> here = all.keySet().stream().map(place -> place.substring(0, place.lastIndexOf('/')));
        return Stream.concat(here, Stream.of("/lib64", "/usr/lib64", "/lib", "/usr/lib"))
                .distinct()
                .toList();
    }

    private static boolean isOfC(String name) {
        return name.startsWith("ld-")
                || name.startsWith("libnss_")
                || name.matches("lib(c|m|dl|rt|pthread|resolv|util|anl|thread_db)\\.so\\.\\d");
    }

    private static void requireVersion(Path runtime, ImageFiles under, List<String> folders) throws IOException {
        int needed = 0;
        try (Stream<Path> files = Files.walk(runtime)) {
            for (Path file : (Iterable<Path>) files.filter(SharedLibraries::isNative)::iterator) {
                needed = Math.max(needed, version(Files.readAllBytes(file)));
            }
        }
        int there = folders.stream()
                .flatMap(folder -> under.content(folder + "/" + C_LIBRARY).stream())
                .map(SystemLibraries::version)
                .max(Comparator.naturalOrder())
                .orElse(0);
        if (there < needed) {
            throw Failure.of(
                            Failure.Category.BUILD,
                            "the root file system has "
                                    + (there == 0
                                            ? "a dynamic loader, but no " + C_LIBRARY + " that can be found"
                                            : "glibc " + shown(there))
                                    + ", and the Java runtime needs glibc " + shown(needed))
                    .withFix("use a root file system with a newer C library, or one that has Java itself");
        }
    }

    /** The highest version that a file defines or asks for. */
    private static int version(byte[] file) {
        Matcher matcher = VERSION.matcher(new String(file, StandardCharsets.ISO_8859_1));
        int highest = 0;
        while (matcher.find()) {
            if (matcher.group(1).length() < 3 && matcher.group(2).length() < 4) {
                highest = Math.max(
                        highest, Integer.parseInt(matcher.group(1)) * 1000 + Integer.parseInt(matcher.group(2)));
            }
        }
        return highest;
    }

    private static String shown(int version) {
        return version / 1000 + "." + version % 1000;
    }
}
