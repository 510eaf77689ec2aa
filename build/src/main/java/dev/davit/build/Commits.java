package dev.davit.build;

import dev.davit.app.Failure;
import dev.davit.build.revision.Commit;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for a commit that is being looked up beside other work. */
final class Commits {
    private Commits() {}

    static Optional<Commit> await(Future<Optional<Commit>> commit) {
        try {
            return commit.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Category.BUILD, "the build was interrupted")
                    .causedBy(e);
        } catch (ExecutionException e) {
            return Optional.empty();
        }
    }
}
