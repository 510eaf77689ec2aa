package dev.davit.bench.tool;

import dev.davit.bench.process.Folders;
import dev.davit.bench.process.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code mvn package}, {@code docker build} and {@code docker push}. */
public final class DockerBuild implements BuildTool {
    /** The label of all that the benchmark makes in Docker. */
    public static final String MARK = "dev.davit.bench=true";

    private final Path app;
    private final String base;
    private final String target;
    private boolean fresh;

    public DockerBuild(Path app, String base, String target) {
        this.app = app;
        this.base = base;
        this.target = target;
    }

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public void forget() throws IOException {
        Folders.delete(app.resolve("target"));
        remove(app, target);
        remove(app, base);
        fresh = true;
    }

    /** Removes an image of this name, if there is one, and what the benchmark's builds left without a name. */
    public static void remove(Path folder, String image) throws IOException {
        Program docker = Program.of(folder, "docker");
        if (!docker.and("images", "-q", image).run().output().isBlank()) {
            docker.and("rmi", "-f", image).run();
        }
        docker.and("image", "prune", "-f", "--filter", "label=" + MARK).run();
    }

    /** Removes the benchmark's containers, running or not. */
    public static void removeContainers(Path folder) throws IOException {
        Program docker = Program.of(folder, "docker");
        String all = docker.and("ps", "-aq", "--filter", "label=" + MARK).run().output();
        if (!all.isBlank()) {
            docker.and("rm", "-f").and(all.strip().split("\\s+")).run();
        }
    }

    @Override
    public List<Program> buildAndPush() {
        Program build = Program.of(app, "docker", "build", "-q", "--build-arg", "BASE=" + base, "-t", target, ".");
        // The cache of a newer builder cannot be emptied of one image alone.
        Program first = fresh
                ? Program.of(app, "docker", "build", "--no-cache")
                        .and(build.words().subList(2, build.words().size()).toArray(String[]::new))
                : build;
        fresh = false;
        return List.of(
                Program.of(app, "mvn", "-q", "-B", "-DskipTests", "package"),
                first,
                Program.of(app, "docker", "push", "-q", target));
    }
}
