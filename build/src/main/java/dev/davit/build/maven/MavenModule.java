package dev.davit.build.maven;

import java.nio.file.Path;
import java.util.List;

/**
 * A project that took part in a run of Maven.
 *
 * @param name its artifact id
 * @param classes the folder its classes were compiled to
 * @param classPath what it needs to run, class folders of other modules included
 */
record MavenModule(String name, String version, Path folder, Path classes, List<Path> classPath) {
    MavenModule {
        classPath = List.copyOf(classPath);
    }
}
