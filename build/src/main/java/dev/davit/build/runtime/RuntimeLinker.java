package dev.davit.build.runtime;

import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.build.process.Command;
import dev.davit.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Links runtimes with {@code jlink} and keeps them in a folder. The same JDK and modules give the same bytes. Safe for
 * use by many threads and processes at once.
 */
public final class RuntimeLinker {
    /** Classes stay uncompressed: the layer is compressed as a whole, which is smaller, and they start faster. */
    private static final List<String> OPTIONS =
            List.of("--strip-debug", "--no-header-files", "--no-man-pages", "--compress", "zip-0");

    private static final String FORMAT = "davit-runtime-1";

    private final Jdk jdk;
    private final Path folder;

    /** @param folder where runtimes are kept; made when first needed */
    public RuntimeLinker(Jdk jdk, Path folder) {
        this.jdk = jdk;
        this.folder = folder;
    }

    /**
     * A linked runtime.
     *
     * @param home the folder to be at {@code JAVA_HOME}
     * @param identity tells it from every other runtime, in hexadecimal
     */
    public record Linked(Path home, String identity) {}

    /** The runtime of these modules, which must be closed under what modules require. */
    public Linked link(SortedSet<String> modules, Progress progress) throws IOException {
        String identity = Digest.sha256((FORMAT + jdk.identity() + OPTIONS + modules).getBytes(StandardCharsets.UTF_8))
                .hex();
        Path home = folder.resolve(identity);
        try (Progress.Step step = progress.begin("link")) {
            if (Files.isDirectory(home)) {
                step.skipped(modules.size() + " modules, linked before");
            } else {
                step.update(modules.size() + " modules");
                make(modules, home);
                step.done(modules.size() + " modules");
            }
        }
        return new Linked(home, identity);
    }

    private void make(SortedSet<String> modules, Path home) throws IOException {
        Files.createDirectories(folder);
        Path passing = folder.resolve(home.getFileName() + "." + UUID.randomUUID() + ".part");
        Path recording = passing.resolveSibling(passing.getFileName() + ".aot");
        try {
            run(modules, passing, recording);
            strip(passing);
            Files.move(passing, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Another build was faster with the same runtime.
        } finally {
            Files.deleteIfExists(recording);
            delete(passing);
        }
    }

    private void run(SortedSet<String> modules, Path output, Path recording) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(jdk.home().resolve("bin/jlink").toString());
        words.add("-J-XX:TieredStopAtLevel=1");
        // jlink writes some sets in the order that Set.of has, which differs from one start of the virtual machine to
        // the next, except in one that records for an AOT cache: there the order is made reproducible.
        words.add("-J-XX:AOTMode=record");
        words.add("-J-XX:AOTConfiguration=" + recording);
        words.addAll(OPTIONS);
        words.addAll(List.of("--add-modules", String.join(",", modules), "--output", output.toString()));
        Command.Result result = new Command(
                        words, folder, Map.of("JAVA_TOOL_OPTIONS", "", "JDK_JAVA_OPTIONS", "", "LC_ALL", "C.UTF-8"))
                .run();
        if (!result.succeeded()) {
            throw failure(modules, result);
        }
    }

    private Failure failure(SortedSet<String> modules, Command.Result result) {
        boolean full = result.lines().stream().anyMatch(line -> line.contains("No space left on device"));
        String what = "jlink of the JDK at " + jdk.home() + " could not link a runtime of " + String.join(", ", modules)
                + (full ? ": no space left on the disk of " + folder : "");
        return Failure.of(Failure.Category.BUILD, what)
                .withDetails(result.lines().stream()
                        .filter(line -> !line.contains("[warning]"))
                        .toList())
                .withFix(
                        full
                                ? "make room on that disk, or set XDG_CACHE_HOME to a folder on another"
                                : "use a complete, unmodified JDK: set JAVA_HOME to it");
    }

    private static void strip(Path runtime) throws IOException {
        for (Path file : files(runtime)) {
            byte[] content = Files.readAllBytes(file);
            byte[] stripped = Elf.strip(content);
            if (stripped.length < content.length) {
                Files.write(file, stripped);
            }
        }
    }

    private static List<Path> files(Path runtime) throws IOException {
        try (Stream<Path> all = Files.walk(runtime)) {
            return all.filter(SharedLibraries::isNative).toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
