package dev.davit.build.maven.extension;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.maven.RepositoryUtils;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.DefaultDependencyResolutionRequest;
import org.apache.maven.project.DependencyResolutionException;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.ProjectDependenciesResolver;

/** What a project needs to run, which is not what it needs to be compiled. */
final class RuntimeClassPath {
    private static final Set<String> SCOPES = Set.of(Artifact.SCOPE_COMPILE, Artifact.SCOPE_RUNTIME);

    private RuntimeClassPath() {}

    /** Artifacts of the scopes {@code compile} and {@code runtime}, in Maven's order, without the project's own classes. */
    static List<Path> of(MavenProject project, MavenSession session, ProjectDependenciesResolver resolver)
            throws DependencyResolutionException {
        DefaultDependencyResolutionRequest request =
                new DefaultDependencyResolutionRequest(project, session.getRepositorySession());
        request.setResolutionFilter((node, _) -> node.getDependency() == null
                || SCOPES.contains(node.getDependency().getScope()));
        Set<Artifact> artifacts = new LinkedHashSet<>();
        RepositoryUtils.toArtifacts(
                artifacts,
                resolver.resolve(request).getDependencyGraph().getChildren(),
                List.of(project.getArtifact().getId()),
                null);
        return artifacts.stream()
                .filter(artifact -> SCOPES.contains(artifact.getScope()))
                .filter(artifact -> artifact.getFile() != null
                        && artifact.getArtifactHandler().isAddedToClasspath())
                .map(artifact -> artifact.getFile().toPath())
                .toList();
    }
}
