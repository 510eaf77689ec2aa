package dev.davit.build.maven.extension;

import dev.davit.build.maven.extension.ProjectFacts.Compilation;
import dev.davit.build.maven.extension.ProjectFacts.Coordinates;
import dev.davit.build.maven.extension.ProjectFacts.ResourceFolder;
import dev.davit.build.maven.extension.ProjectFacts.Sources;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.DependencyResolutionException;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.ProjectDependenciesResolver;

/** Gathers the facts about one project while Maven builds it, on one thread. */
final class ProjectRecord {
    private static final String RESOURCES = "org.apache.maven.plugins:maven-resources-plugin:resources";
    private static final String COMPILE = "org.apache.maven.plugins:maven-compiler-plugin:compile";

    private static final ConcurrentMap<MavenProject, ProjectRecord> ALL = new ConcurrentHashMap<>();

    private final MavenProject project;
    private final Set<String> goals = new TreeSet<>();
    private final List<String> obstacles = new ArrayList<>();
    private final List<Compilation> compilations = new ArrayList<>();

    private ProjectRecord(MavenProject project) {
        this.project = project;
        if (!project.getBuildExtensions().isEmpty()
                || project.getBuildPlugins().stream().anyMatch(Plugin::isExtensions)) {
            obstacles.add("an extension of Maven");
        }
        if (!project.getFilters().isEmpty()) {
            obstacles.add("filter files");
        }
        if (!System.getProperty("java.home").equals(System.getProperty(ProjectListener.JDK))) {
            obstacles.add("another JDK for Maven");
        }
        if (Outputs.namesEnvironment(project)) {
            obstacles.add("a pom that reads the environment");
        }
    }

    static ProjectRecord of(MavenProject project) {
        return ALL.computeIfAbsent(project, ProjectRecord::new);
    }

    /** A goal is about to run. */
    void begin(MojoExecution execution, Object mojo) throws IOException {
        if (goals.isEmpty()) {
            Outputs.clean(project);
        }
        String goal = execution.getGroupId() + ":" + execution.getArtifactId() + ":" + execution.getGoal();
        if (!goals.add(goal)) {
            obstacles.add(goal + " more than once");
        }
        switch (goal) {
            case COMPILE -> new CompilerWatch(compilations::add, obstacles::add).attach(mojo);
            case RESOURCES -> {}
            default -> obstacles.add(goal);
        }
    }

    void write(MavenSession session, ProjectDependenciesResolver resolver, Path file)
            throws IOException, DependencyResolutionException {
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            facts(RuntimeClassPath.of(project, session, resolver)).write(out);
        }
    }

    private ProjectFacts facts(List<Path> classPath) {
        Path classes = Path.of(project.getBuild().getOutputDirectory());
        return new ProjectFacts(
                new Coordinates(project.getArtifactId(), project.getVersion()),
                project.getBasedir().toPath(),
                classes,
                classPath,
                compilations.stream().findFirst(),
                new Sources(
                        paths(project.getCompileSourceRoots().stream()),
                        project.getResources().stream()
                                .map(resource -> resources(resource, classes))
                                .toList(),
                        paths(Stream.concat(
                                project.getTestCompileSourceRoots().stream(),
                                project.getTestResources().stream().map(Resource::getDirectory)))),
                obstacles.stream().findFirst());
    }

    private static ResourceFolder resources(Resource resource, Path classes) {
        return new ResourceFolder(
                Path.of(resource.getDirectory()),
                Optional.ofNullable(resource.getTargetPath())
                        .map(target -> classes.resolve(target).normalize())
                        .orElse(classes),
                resource.isFiltering(),
                resource.getIncludes());
    }

    private static List<Path> paths(Stream<String> texts) {
        return texts.map(Path::of).map(Path::normalize).toList();
    }
}
