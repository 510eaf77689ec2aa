package dev.davit.image.registry;

import dev.davit.image.Artifact;
import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Index;
import dev.davit.image.MediaTypes;
import dev.davit.image.registry.RegistryException.Asked;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What refers to a manifest (OCI distribution specification, "listing referrers"). Where a registry keeps no such list, it
 * is an index under a tag made of the digest, which whoever attaches something has to keep up.
 */
final class Referrers {

    private static final int MOST_PAGES = 100;
    private static final int TRIES = 3;
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;[^,]*\\brel=\"?next\"?");

    private final Repository repository;

    Referrers(Repository repository) {
        this.repository = repository;
    }

    List<Descriptor> of(Digest subject) throws IOException {
        List<Descriptor> all = new ArrayList<>();
        Optional<URI> next = Optional.of(repository.uri("referrers/" + subject));
        for (int page = 0; next.isPresent() && page < MOST_PAGES; page++) {
            Optional<Page> found = page(next.get());
            if (found.isEmpty()) {
                return fallback(subject).map(Index::manifests).orElse(List.of());
            }
            all.addAll(found.get().index().manifests());
            next = found.get().next();
        }
        return List.copyOf(all);
    }

    /** Adds to the list under the tag. Two that do so at the same moment may lose one entry; so it is looked at again. */
    void add(Artifact artifact) throws IOException {
        Digest subject = artifact.subject().digest();
        for (int i = 0; i < TRIES; i++) {
            Optional<Index> before = fallback(subject);
            if (before.filter(index -> names(index, artifact)).isPresent()) {
                return;
            }
            Index after = before.orElseGet(() -> Index.of(List.of(), Map.of())).plus(artifact.descriptor());
            repository.putManifest(tag(subject), new Document(after.descriptor(), after.bytes()));
        }
        if (fallback(subject).filter(index -> names(index, artifact)).isEmpty()) {
            throw RegistryException.unusable(
                    new Asked(repository.connection().registry(), "PUT", repository.uri("manifests/" + tag(subject))),
                    "Others change the list of what refers to " + subject + " all the time.",
                    "Try again.");
        }
    }

    private static boolean names(Index index, Artifact artifact) {
        return index.manifests().stream().anyMatch(entry -> entry.digest().equals(artifact.digest()));
    }

    /** One page of the registry's own list; nothing where it keeps none. */
    private Optional<Page> page(URI uri) throws IOException {
        Request request = Request.of("GET", uri).with("Accept", MediaTypes.OCI_INDEX);
        return repository.connection().call(request, repository.scopes(), Referrers::hasNone, answer -> {
            if (!answer.isSuccess()) {
                return Optional.empty();
            }
            byte[] bytes = answer.read(Repository.MOST_MANIFEST_BYTES + 1);
            try {
                if (bytes.length > Repository.MOST_MANIFEST_BYTES) {
                    throw new IllegalArgumentException("it has more than 4 MiB");
                }
                return Optional.of(new Page(Index.parse(bytes), next(answer)));
            } catch (IllegalArgumentException e) {
                throw RegistryException.misbehaved(
                        repository.asked(answer),
                        answer.status(),
                        "with no list of referrers: " + RegistryError.shown(String.valueOf(e.getMessage())));
            }
        });
    }

    private static boolean hasNone(Answer answer) {
        return answer.status() == 404 || answer.status() == 405 || answer.status() == 400;
    }

    private Optional<URI> next(Answer answer) {
        return answer.headers().allValues("Link").stream()
                .map(NEXT::matcher)
                .filter(Matcher::find)
                .map(link -> answer.uri().resolve(link.group(1)))
                .filter(repository.connection()::isHome)
                .findFirst();
    }

    private Optional<Index> fallback(Digest subject) throws IOException {
        return repository.getManifest(tag(subject)).filter(Document::isIndex).map(Document::index);
    }

    private static String tag(Digest subject) {
        return subject.algorithm() + "-"
                + subject.hex().substring(0, Math.min(64, subject.hex().length()));
    }

    private record Page(Index index, Optional<URI> next) {}
}
