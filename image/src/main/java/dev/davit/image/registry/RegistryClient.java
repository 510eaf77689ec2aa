package dev.davit.image.registry;

import dev.davit.image.Artifact;
import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageIndex;
import dev.davit.image.ImageReference;
import dev.davit.image.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pulls from registries and pushes to them (OCI distribution specification 1.1). Registries on this machine's loopback
 * addresses are spoken to in plain HTTP, all others through TLS unless they were named insecure. Every method throws a
 * {@link RegistryException} when a registry refuses, cannot be reached, or gives something else than it should. Safe for
 * use by many threads; whoever makes one closes it.
 */
public final class RegistryClient implements AutoCloseable {

    private final Transport transport;
    private final Rules rules;
    private final Map<String, RegistryConnection> connections = new ConcurrentHashMap<>();

    RegistryClient(Transport transport, Rules rules) {
        this.transport = transport;
        this.rules = rules;
    }

    /** For a client that is anonymous and trusts no network but the loopback, unless told otherwise. */
    public static RegistryClientBuilder builder() {
        return new RegistryClientBuilder();
    }

    /**
     * The image of this name, from an index the one that runs best on the platform. Its layers are read from the registry
     * each time they are opened, while this client is open; a stream ends only when digest and length are right.
     */
    public Image image(ImageReference reference, Platform platform) throws IOException {
        return new Pull(sources(reference), reference).image(platform);
    }

    /**
     * The index of this name with all its images, whose layers are read as with {@link #image}. What the index names besides,
     * such as signatures, stays named in it but cannot be had here; {@link #copy} takes everything along.
     */
    public ImageIndex index(ImageReference reference) throws IOException {
        return new Pull(sources(reference), reference).index();
    }

    /** Type, digest and size of the manifest or index of this name in the registry itself, if it has one. */
    public Optional<Descriptor> head(ImageReference reference) throws IOException {
        return repository(reference, Scopes.pull(reference.repository())).headManifest(nameOf(reference));
    }

    /**
     * Makes the registry have this image under this name. What it has already is not sent again; when it has all of it,
     * that costs one request.
     *
     * @param target names the tag to set, or the image's own digest, or both
     * @return the same repository with the image's digest, which is what a deployment should name
     * @throws IllegalArgumentException when the target names another digest than the image's
     */
    public ImageReference push(Image image, ImageReference target, PushListener listener) throws IOException {
        return push(Bundle.of(image), target, listener);
    }

    /** The same with all images of an index, each under its digest, and the index under this name. */
    public ImageReference push(ImageIndex index, ImageReference target, PushListener listener) throws IOException {
        return push(Bundle.of(index), target, listener);
    }

    /**
     * Copies a manifest or index with all it names, byte for byte, from one repository to another. Blobs stream through
     * memory, and are not sent at all when both are in the same registry and it can help itself.
     *
     * @return the target's repository with the digest
     */
    public ImageReference copy(ImageReference from, ImageReference to, PushListener listener) throws IOException {
        var pull = new Pull(sources(from), from);
        Document root = pull.root();
        ImageReference published = published(to, root.digest());
        var push = new Push(repository(to, Scopes.push(to.repository())), listener);
        String name = to.tag().orElseGet(() -> root.digest().toString());
        if (push.has(name, root.digest())) {
            listener.manifestExists(published);
        } else {
            push.send(pull.bundle(root), name);
            listener.manifestPushed(published);
        }
        return published;
    }

    /**
     * Makes the registry have this artifact beside its subject, and list it as one of those that refer to the subject. In a
     * registry that keeps no such list this changes a list under a tag; two clients that do so at the same moment may lose one
     * of both entries, so it is read again and mended.
     *
     * @param repository where the subject is; its tag and digest mean nothing
     * @return the repository with the artifact's digest
     */
    public ImageReference attach(Artifact artifact, ImageReference repository) throws IOException {
        Repository place = repository(repository, Scopes.push(repository.repository()));
        String name = artifact.digest().toString();
        var push = new Push(place, PushListener.SILENT);
        push.send(Bundle.of(artifact), name);
        if (!push.isListed(artifact.digest())) {
            new Referrers(place).add(artifact);
        }
        return repository.withDigest(artifact.digest());
    }

    /**
     * What refers to a manifest.
     *
     * @param subject with the manifest's digest
     * @param artifactType only artifacts of this type, where given
     * @throws IllegalArgumentException when the reference has no digest
     */
    public List<Descriptor> referrers(ImageReference subject, Optional<String> artifactType) throws IOException {
        Digest digest = subject.digest()
                .orElseThrow(() -> new IllegalArgumentException(
                        subject + " names no digest, and only a digest can be referred to"));
        return new Referrers(repository(subject, Scopes.pull(subject.repository())))
                .of(digest).stream()
                        .filter(found ->
                                artifactType.isEmpty() || found.artifactType().equals(artifactType))
                        .toList();
    }

    /**
     * Finds out whether a registry answers and takes the credential that there is for it.
     *
     * @param registry as references name it
     */
    public void check(String registry) throws IOException {
        RegistryConnection connection = connection(registry);
        connection.call(Request.of("GET", connection.address().root()), Scopes.NONE, _ -> false, Answer::status);
    }

    /** Stops what is under way, in whichever thread. */
    @Override
    public void close() {
        transport.close();
    }

    private ImageReference push(Bundle bundle, ImageReference target, PushListener listener) throws IOException {
        Digest digest = bundle.digest();
        ImageReference published = published(target, digest);
        var push = new Push(repository(target, Scopes.push(target.repository())), listener);
        String name = target.tag().orElseGet(digest::toString);
        if (push.has(name, digest)) {
            listener.manifestExists(published);
        } else {
            push.send(bundle, name);
            listener.manifestPushed(published);
        }
        return published;
    }

    private static ImageReference published(ImageReference target, Digest digest) {
        if (target.digest().isPresent() && !target.digest().get().equals(digest)) {
            throw new IllegalArgumentException(
                    "Cannot push " + digest + " as " + target + ": the digest is another one");
        }
        return target.withDigest(digest);
    }

    private static String nameOf(ImageReference reference) {
        return reference.digest().map(Digest::toString).or(reference::tag).orElseThrow();
    }

    private Repository repository(ImageReference reference, Scopes scopes) {
        return new Repository(connection(reference.registry()), reference.repository(), scopes);
    }

    private Sources sources(ImageReference reference) {
        List<Repository> places = new ArrayList<>();
        for (String mirror : rules.mirrors().getOrDefault(reference.registry(), List.of())) {
            int slash = mirror.indexOf('/');
            String host = slash < 0 ? mirror : mirror.substring(0, slash);
            String name = (slash < 0 ? "" : mirror.substring(slash + 1) + "/") + reference.repository();
            RegistryConnection connection = connections.computeIfAbsent(
                    "mirror " + host,
                    _ -> new RegistryConnection(RegistryAddress.of(host, rules.insecure()), transport, rules, 1));
            places.add(new Repository(connection, name, Scopes.pull(name)));
        }
        places.add(repository(reference, Scopes.pull(reference.repository())));
        return new Sources(places);
    }

    private RegistryConnection connection(String registry) {
        return connections.computeIfAbsent(
                registry,
                name -> new RegistryConnection(
                        RegistryAddress.of(name, rules.insecure()), transport, rules, Backoff.TRIES));
    }
}
