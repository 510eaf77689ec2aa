package dev.davit.build.revision;

import dev.davit.build.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The commit that a source tree is a clean checkout of.
 *
 * @param id in hexadecimal
 */
public record Commit(String id, Instant time) {

    /**
     * The commit of a folder, or none when the folder is in no repository, its files differ from those of the commit,
     * there are files that the commit does not know and git does not ignore, or git cannot be run. An image must not
     * claim a commit that it was not made from.
     *
     * @param folder has to be part of the commit itself
     * @param tree the folder to which differences count
     */
    public static Optional<Commit> of(Path folder, Path tree) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Command.Result> log = threads.submit(() -> git(folder, "log", "-1", "--format=%H %ct"));
            Future<Command.Result> known = threads.submit(() -> git(folder, "cat-file", "-e", "HEAD:./"));
            Future<Command.Result> status =
                    threads.submit(() -> git(tree, "status", "--porcelain", "--untracked-files=normal", "--", "."));
            Command.Result head = log.get();
            if (!head.succeeded()
                    || !known.get().succeeded()
                    || !status.get().succeeded()
                    || !status.get().lines().isEmpty()) {
                return Optional.empty();
            }
            String[] words = head.lines().getFirst().split(" ", 2);
            return Optional.of(new Commit(words[0], Instant.ofEpochSecond(Long.parseLong(words[1]))));
        } catch (ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Command.Result git(Path folder, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("git", "--no-optional-locks"));
        command.addAll(List.of(words));
        return new Command(command, folder, Map.of("LC_ALL", "C")).run();
    }
}
