package dev.davit.image.registry;

import dev.davit.image.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where the content of one repository may be read: its mirrors, in order, and then the registry itself.
 *
 * @param repositories the registry's own is the last one
 */
record Sources(List<Repository> repositories) {

    Sources {
        repositories = List.copyOf(repositories);
    }

    /** Reads something from a repository. */
    interface Read<T> {
        T from(Repository repository) throws IOException;
    }

    /** The repository of the registry itself. */
    Repository own() {
        return repositories.getLast();
    }

    Optional<Document> manifest(String tagOrDigest, String accept) throws IOException {
        for (Repository mirror : mirrors()) {
            Optional<Document> found = ask(mirror, repository -> repository.getManifest(tagOrDigest, accept))
                    .flatMap(there -> there);
            if (found.isPresent()) {
                return found;
            }
        }
        return own().getManifest(tagOrDigest, accept);
    }

    Answer blob(Digest digest, long from) throws IOException {
        for (Repository mirror : mirrors()) {
            Optional<Answer> found = ask(mirror, repository -> repository.getBlob(digest, from));
            if (found.isPresent()) {
                return found.get();
            }
        }
        return own().getBlob(digest, from);
    }

    private List<Repository> mirrors() {
        return repositories.subList(0, repositories.size() - 1).stream()
                .filter(mirror -> !mirror.connection().isGivenUp())
                .toList();
    }

    /** A mirror's failure only means that the next place is asked; one that does not answer is not asked again. */
    private static <T> Optional<T> ask(Repository mirror, Read<T> read) throws IOException {
        try {
            return Optional.of(read.from(mirror));
        } catch (RegistryException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            if (e.status().isEmpty() && e.isTemporary()) {
                mirror.connection().giveUp();
            }
            return Optional.empty();
        }
    }
}
