package dev.davit.image.registry;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.ImageReference;
import dev.davit.image.MediaTypes;
import dev.davit.image.registry.RegistryException.Asked;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/** One repository of a registry, request by request (OCI distribution specification 1.1). */
final class Repository {

    /** What a registry should take at least, and the most that is read (OCI distribution specification, "pushing manifests"). */
    static final int MOST_MANIFEST_BYTES = 4 * 1024 * 1024;

    private static final String DIGEST_HEADER = "Docker-Content-Digest";
    private static final String ACCEPT = String.join(
            ", ", MediaTypes.OCI_MANIFEST, MediaTypes.OCI_INDEX, MediaTypes.DOCKER_MANIFEST, MediaTypes.DOCKER_INDEX);

    private final RegistryConnection connection;
    private final String name;
    private final Scopes scopes;

    /**
     * A repository.
     *
     * @param scopes what all requests are allowed to do
     */
    Repository(RegistryConnection connection, String name, Scopes scopes) {
        this.connection = connection;
        this.name = name;
        this.scopes = scopes;
    }

    RegistryConnection connection() {
        return connection;
    }

    String name() {
        return name;
    }

    Scopes scopes() {
        return scopes;
    }

    URI uri(String path) {
        return connection.address().repository(name).resolve(path);
    }

    /** The manifest or index of this tag or digest, as far as the registry tells, if it has it. */
    Optional<Descriptor> headManifest(String tagOrDigest) throws IOException {
        Request request = Request.of("HEAD", uri("manifests/" + tagOrDigest)).with("Accept", ACCEPT);
        Head head = connection.call(request, scopes, Repository::isMissing, Repository::head);
        return head.isThere() && head.manifest().isEmpty()
                ? getManifest(tagOrDigest).map(Document::descriptor)
                : head.manifest();
    }

    /** The manifest or index of this tag or digest, checked, if the registry has it. */
    Optional<Document> getManifest(String tagOrDigest) throws IOException {
        return getManifest(tagOrDigest, ACCEPT);
    }

    /** The same, where it may be of an unusual type. */
    Optional<Document> getManifest(String tagOrDigest, String accept) throws IOException {
        Request request = Request.of("GET", uri("manifests/" + tagOrDigest)).with("Accept", accept);
        return connection.call(
                request,
                scopes,
                Repository::isMissing,
                answer -> answer.status() == 404 ? Optional.empty() : Optional.of(document(answer, tagOrDigest)));
    }

    /**
     * Stores a manifest or index. Its blobs and children have to be there already.
     *
     * @return whether the registry says that it lists the manifest as one that refers to its subject
     */
    boolean putManifest(String tagOrDigest, Document manifest) throws IOException {
        Request request = Request.of("PUT", uri("manifests/" + tagOrDigest))
                .with(Body.of(manifest.descriptor().mediaType(), manifest.bytes()));
        return connection.call(request, scopes, _ -> false, answer -> {
            Optional<Digest> stored = digest(answer);
            if (stored.isPresent()
                    && stored.get().algorithm().equals(manifest.digest().algorithm())
                    && !stored.get().equals(manifest.digest())) {
                throw RegistryException.misbehaved(
                        asked(answer), answer.status(), "stored " + stored.get() + " instead of " + manifest.digest());
            }
            return answer.header("OCI-Subject").isPresent();
        });
    }

    /** Whether the registry has this blob here. */
    boolean hasBlob(Digest digest) throws IOException {
        // Whoever stores blobs elsewhere sends there, and that place may not know the method; but it would know a
        // missing one.
        return connection.call(
                Request.of("HEAD", uri("blobs/" + digest)),
                scopes,
                there -> there.status() == 404 || (!connection.isHome(there.uri()) && there.status() < 500),
                there -> there.status() != 404);
    }

    /** The bytes of a blob, from this one on where the registry can do that, else from the first one on. */
    Answer getBlob(Digest digest, long from) throws IOException {
        Request request = Request.of("GET", uri("blobs/" + digest));
        return connection.open(from == 0 ? request : request.with("Range", "bytes=" + from + "-"), scopes);
    }

    /** Names this repository with a digest, as a reference does. */
    ImageReference reference(Digest digest) {
        return new ImageReference(connection.registry(), name, Optional.empty(), Optional.of(digest));
    }

    Asked asked(Answer answer) {
        return Asked.of(connection.registry(), answer);
    }

    private Document document(Answer answer, String tagOrDigest) throws IOException {
        if (answer.headers().firstValueAsLong("Content-Length").orElse(0) > MOST_MANIFEST_BYTES) {
            throw tooLarge(answer);
        }
        byte[] bytes = answer.read(MOST_MANIFEST_BYTES + 1);
        if (bytes.length > MOST_MANIFEST_BYTES) {
            throw tooLarge(answer);
        }
        Optional<Digest> named =
                tagOrDigest.indexOf(':') >= 0 ? Optional.of(Digest.parse(tagOrDigest)) : digest(answer);
        Digest digest = named.orElseGet(() -> Digest.sha256(bytes));
        if (!digest.isOf(bytes)) {
            throw RegistryException.misbehaved(
                    asked(answer), answer.status(), "with something else than " + digest + ": " + Digest.sha256(bytes));
        }
        try {
            return Document.of(digest, bytes, answer.header("Content-Type"));
        } catch (IllegalArgumentException e) {
            throw RegistryException.misbehaved(
                    asked(answer),
                    answer.status(),
                    "with no manifest: " + RegistryError.shown(String.valueOf(e.getMessage())));
        }
    }

    private RegistryException tooLarge(Answer answer) {
        return RegistryException.misbehaved(
                asked(answer),
                answer.status(),
                "with a manifest of more than " + MOST_MANIFEST_BYTES / (1024 * 1024) + " MiB, which is refused");
    }

    private static boolean isMissing(Answer answer) {
        return answer.status() == 404;
    }

    private static Head head(Answer answer) {
        Optional<Digest> digest = digest(answer);
        OptionalLong size = answer.headers().firstValueAsLong("Content-Length");
        Optional<String> type = answer.header("Content-Type")
                .map(text -> text.replaceFirst(";.*", "").strip())
                .filter(text -> !text.isEmpty());
        boolean isWhole = answer.isSuccess() && digest.isPresent() && size.isPresent() && type.isPresent();
        return new Head(
                answer.isSuccess(),
                isWhole ? Optional.of(Descriptor.of(type.get(), digest.get(), size.getAsLong())) : Optional.empty());
    }

    private static Optional<Digest> digest(Answer answer) {
        try {
            return answer.header(DIGEST_HEADER).map(Digest::parse);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private record Head(boolean isThere, Optional<Descriptor> manifest) {}
}
