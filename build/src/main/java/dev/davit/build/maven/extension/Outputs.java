package dev.davit.build.maven.extension;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.maven.project.MavenProject;

/**
 * The outputs of a project. Maven judges by modification times and keeps what it once wrote, so a source that was
 * restored with an old time, or removed while nobody looked, would go unnoticed: what earlier runs left is removed.
 */
final class Outputs {
    private Outputs() {}

    /** Removes what earlier runs left. */
    static void clean(MavenProject project) throws IOException {
        Path folder = project.getBasedir().toPath();
        Path target = Path.of(project.getBuild().getDirectory());
        Path classes = Path.of(project.getBuild().getOutputDirectory());
        // Never anything that the project may hold itself.
        if (target.startsWith(folder) && !target.equals(folder)) {
            delete(target.resolve("maven-status"));
            if (classes.startsWith(target) && !classes.equals(target)) {
                delete(classes);
            }
        }
    }

    /** Whether the content of a pom depends on environment variables. */
    static boolean namesEnvironment(MavenProject project) {
        for (MavenProject at = project; at != null; at = at.getParent()) {
            File pom = at.getFile();
            try {
                if (pom != null && Files.readString(pom.toPath()).contains("env.")) {
                    return true;
                }
            } catch (IOException e) {
                return true;
            }
        }
        return false;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
