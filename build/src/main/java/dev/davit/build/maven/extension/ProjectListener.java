package dev.davit.build.maven.extension;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import javax.inject.Inject;
import org.apache.maven.execution.ProjectExecutionEvent;
import org.apache.maven.execution.ProjectExecutionListener;
import org.apache.maven.lifecycle.LifecycleExecutionException;
import org.apache.maven.project.DependencyResolutionException;
import org.apache.maven.project.ProjectDependenciesResolver;

/** Is told by Maven of every project that is built, and leaves the facts in files that are numbered in build order. */
public final class ProjectListener implements ProjectExecutionListener {
    /** System property: the folder to leave the facts in. Without it nothing is done. */
    public static final String FACTS = "davit.facts";

    /** System property: the JDK that the caller runs on. */
    public static final String JDK = "davit.jdk";

    private final ProjectDependenciesResolver resolver;
    private final AtomicInteger number = new AtomicInteger();

    @Inject
    ProjectListener(ProjectDependenciesResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public void afterProjectExecutionSuccess(ProjectExecutionEvent event) throws LifecycleExecutionException {
        String folder = System.getProperty(FACTS);
        if (folder != null) {
            Path file = Path.of(folder, String.valueOf(number.getAndIncrement()));
            try {
                ProjectRecord.of(event.getProject()).write(event.getSession(), resolver, file);
            } catch (DependencyResolutionException e) {
                throw new LifecycleExecutionException(String.valueOf(e.getMessage()), e);
            } catch (IOException e) {
                throw new LifecycleExecutionException("could not tell about " + event.getProject() + ": " + e, e);
            }
        }
    }

    @Override
    public void beforeProjectExecution(ProjectExecutionEvent event) {}

    @Override
    public void beforeProjectLifecycleExecution(ProjectExecutionEvent event) {}

    @Override
    public void afterProjectExecutionFailure(ProjectExecutionEvent event) {}
}
