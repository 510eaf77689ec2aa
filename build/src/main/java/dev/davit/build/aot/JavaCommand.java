package dev.davit.build.aot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The command line that starts the application of a Java image.
 *
 * @param java path of the {@code java} command
 * @param options of the virtual machine
 */
record JavaCommand(String java, List<String> options, List<String> classPath, String main) {
    private static final String CACHE_OPTION = "-XX:AOTCache=";
    /** Whoever sets one of these looks after a cache himself. */
    private static final Pattern OWN_CACHE = Pattern.compile("-XX:(AOT|SharedArchive|ArchiveClasses).*|-Xshare:.*");

    private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC");

    JavaCommand {
        options = List.copyOf(options);
        classPath = List.copyOf(classPath);
    }

    /** Takes the entry point of an image apart; nothing when it was not made by the Java builder. */
    static Optional<JavaCommand> parse(List<String> entrypoint) {
        int at = entrypoint.lastIndexOf("-cp");
        if (at < 1 || entrypoint.size() != at + 3) {
            return Optional.empty();
        }
        return Optional.of(new JavaCommand(
                entrypoint.getFirst(),
                entrypoint.subList(1, at),
                List.of(entrypoint.get(at + 1).split(":", -1)),
                entrypoint.get(at + 2)));
    }

    /** The first option that has to do with such caches already. */
    Optional<String> ownCache() {
        return options.stream()
                .filter(option -> OWN_CACHE.matcher(option).matches())
                .findFirst();
    }

    List<String> using(String cache) {
        return line(List.of(CACHE_OPTION + cache), classPath, List.of(main));
    }

    /**
     * The command line that records.
     *
     * @param heap in MiB
     * @param classPath what the cache is to hold classes of
     * @param program the class to start, with its arguments
     */
    List<String> recording(int heap, String cache, List<String> classPath, List<String> program) {
        List<String> first = new ArrayList<>(heap(heap));
        // What a cache that was recorded with this one holds can be used with every other that has compressed
        // references, while the default depends on the machine.
        if (options.stream().noneMatch(option -> COLLECTOR.matcher(option).matches())) {
            first.add("-XX:+UseG1GC");
        }
        first.add("-XX:AOTCacheOutput=" + cache);
        return line(first, classPath, program);
    }

    /** A command line that succeeds when the cache can be used, without starting the application. */
    List<String> checking(int heap, String cache) {
        List<String> first = new ArrayList<>(heap(heap));
        first.addAll(List.of(CACHE_OPTION + cache, "-XX:AOTMode=on", "--dry-run"));
        return line(first, classPath, List.of(main));
    }

    /** From 32 GiB on the references in the heap are of another size, and the cache of one size is of no use to the other. */
    private static List<String> heap(int heap) {
        return List.of("-Xmx" + heap + "m");
    }

    private List<String> line(List<String> first, List<String> classPath, List<String> program) {
        List<String> line = new ArrayList<>(List.of(java));
        line.addAll(first);
        line.addAll(options);
        line.addAll(List.of("-cp", String.join(":", classPath)));
        line.addAll(program);
        return line;
    }
}
