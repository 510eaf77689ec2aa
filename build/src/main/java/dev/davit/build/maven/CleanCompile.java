package dev.davit.build.maven;

import dev.davit.app.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Compiles so that the classes come from the sources as they are. Maven judges by modification times and keeps what it
 * once wrote, so a source that was restored with an old time, or removed while nobody looked, would go unnoticed: what
 * earlier runs left in a module that changed is removed first.
 */
final class CleanCompile {
    private static final List<String> OUTPUTS = List.of("target/classes", "target/maven-status");

    private final Reactor reactor;
    private final MavenRun maven;

    CleanCompile(Reactor reactor, MavenRun maven) {
        this.reactor = reactor;
        this.maven = maven;
    }

    /** @param changed folders that changed since an earlier build; without one it is not known where outputs came from */
    List<MavenModule> run(Optional<Set<Path>> changed, Progress.Step step) throws IOException {
        if (changed.isPresent()) {
            for (Path folder : changed.get()) {
                deleteOutputs(folder);
            }
            return maven.compile(step);
        }
        Set<Path> folders = reactor.folders();
        Set<Path> used = new TreeSet<>();
        for (Path folder : folders) {
            if (Files.exists(folder.resolve(OUTPUTS.getFirst()))) {
                used.add(folder);
            }
        }
        List<MavenModule> modules = maven.compile(step);
        List<MavenModule> again = modules.stream()
                .filter(module -> used.contains(module.folder()))
                .toList();
        if (again.isEmpty()) {
            return modules;
        }
        step.update("again, without what earlier runs of Maven left");
        for (MavenModule module : again) {
            deleteOutputs(module.folder());
        }
        return maven.compile(step);
    }

    private static void deleteOutputs(Path folder) throws IOException {
        for (String name : OUTPUTS) {
            Path output = folder.resolve(name);
            if (Files.isDirectory(output, LinkOption.NOFOLLOW_LINKS)) {
                try (Stream<Path> all = Files.walk(output)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.deleteIfExists(path);
                    }
                }
            }
        }
    }
}
