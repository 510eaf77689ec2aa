package dev.davit.build.maven.extension;

import java.io.IOException;
import org.apache.maven.execution.MojoExecutionEvent;
import org.apache.maven.execution.MojoExecutionListener;
import org.apache.maven.plugin.MojoExecutionException;

/** Is told by Maven of every goal with its configured plugin, right before it runs. */
public final class GoalListener implements MojoExecutionListener {
    @Override
    public void beforeMojoExecution(MojoExecutionEvent event) throws MojoExecutionException {
        if (System.getProperty(ProjectListener.FACTS) != null) {
            try {
                ProjectRecord.of(event.getProject()).begin(event.getExecution(), event.getMojo());
            } catch (IOException e) {
                throw new MojoExecutionException(
                        "could not remove what earlier runs left of " + event.getProject() + ": " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void afterMojoExecutionSuccess(MojoExecutionEvent event) {}

    @Override
    public void afterExecutionFailure(MojoExecutionEvent event) {}
}
