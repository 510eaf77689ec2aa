package dev.davit.build;

import dev.davit.app.Failure;
import dev.davit.build.jar.JarSource;
import dev.davit.build.java.ApplicationSource;
import dev.davit.build.maven.MavenSource;
import dev.davit.build.runtime.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds out what kind of source a build context holds. */
public final class Detection {
    private final Jdk jdk;
    private final Path cache;

    /** @param cache where sources keep what they make */
    public Detection(Jdk jdk, Path cache) {
        this.jdk = jdk;
        this.cache = cache;
    }

    /**
     * The source in this folder or file.
     *
     * @throws Failure of category BUILD when nothing is recognised, saying what was looked for
     */
    public ApplicationSource find(Path context) throws IOException {
        if (!Files.exists(context)) {
            throw Failure.of(Failure.Category.BUILD, "there is nothing to build at " + context)
                    .withFix("let 'image: {build: ...}' in davit.yaml name the application's folder");
        }
        Path place = context.toRealPath();
        Optional<ApplicationSource> found =
                MavenSource.find(place, jdk, cache.resolve("maven")).map(source -> (ApplicationSource) source);
        if (found.isEmpty()) {
            found = JarSource.find(place, cache.resolve("jars")).map(source -> source);
        }
        return found.orElseThrow(
                () -> Failure.of(Failure.Category.BUILD, "what " + context + " holds is nothing that can be built")
                        .withFix("looked for a folder with a pom.xml and for a jar file: let 'image: {build: ...}' in"
                                + " davit.yaml name one of these"));
    }
}
