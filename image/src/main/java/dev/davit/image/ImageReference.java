package dev.davit.image;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an image lies: registry, repository, and a tag, a digest, or both. The grammar and the short forms are Docker's:
 * {@code nginx} is {@code docker.io/library/nginx:latest}.
 *
 * @param registry host name or address, with a port where one was given
 * @param repository the path below the registry, 255 characters at most
 * @param tag 128 characters at most; {@code latest} where neither tag nor digest is given
 */
public record ImageReference(String registry, String repository, Optional<String> tag, Optional<Digest> digest) {

    private static final String DOCKER_HUB = "docker.io";
    private static final String OFFICIAL = "library/";
    private static final String LATEST = "latest";
    private static final int LONGEST_REPOSITORY = 255;
    private static final int LONGEST_INPUT = 1024;
    private static final int LARGEST_PORT = 65535;

    private static final Pattern REGISTRY = Pattern.compile(
            "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*"
                    + "|\\[[a-fA-F0-9:]+\\])(?::[0-9]{1,5})?");
    private static final Pattern REPOSITORY = Pattern.compile(
            "[a-z0-9]++(?:(?:[._]|__|-++)[a-z0-9]++)*+(?:/[a-z0-9]++(?:(?:[._]|__|-++)[a-z0-9]++)*+)*+");
    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
    private static final Pattern HEX_64 = Pattern.compile("[a-f0-9]{64}");

    public ImageReference {
        if (registry.length() > LONGEST_REPOSITORY
                || !REGISTRY.matcher(registry).matches()) {
            throw malformed(registry + "/" + repository, "'" + registry + "' is not a registry's host name and port");
        }
        int port = registry.lastIndexOf(':');
        if (port >= 0 && !registry.endsWith("]") && Integer.parseInt(registry.substring(port + 1)) > LARGEST_PORT) {
            throw malformed(registry + "/" + repository, "a port is a number up to " + LARGEST_PORT);
        }
        if (repository.length() > LONGEST_REPOSITORY) {
            throw malformed(
                    registry + "/" + repository,
                    "the repository has " + repository.length() + " characters, more than " + LONGEST_REPOSITORY);
        }
        if (!REPOSITORY.matcher(repository).matches()) {
            throw malformed(
                    registry + "/" + repository,
                    "a repository is lower-case letters and digits, separated by '/', '.', '-', '_' or '__'");
        }
        if (tag.isPresent() && !TAG.matcher(tag.get()).matches()) {
            throw malformed(
                    registry + "/" + repository + ":" + tag.get(),
                    "a tag is up to 128 letters, digits, '_', '.' and '-', and starts with neither '.' nor '-'");
        }
        if (tag.isEmpty() && digest.isEmpty()) {
            tag = Optional.of(LATEST);
        }
    }

    /** Reads a reference in its short or full form. */
    public static ImageReference parse(String text) {
        if (text.length() > LONGEST_INPUT) {
            throw malformed(text, "it has more than " + LONGEST_INPUT + " characters");
        }
        if (HEX_64.matcher(text).matches()) {
            throw malformed(text, "64 hexadecimal digits alone would be taken for an image's id");
        }
        int at = text.indexOf('@');
        Optional<Digest> digest = at < 0 ? Optional.empty() : Optional.of(digest(text, text.substring(at + 1)));
        String named = at < 0 ? text : text.substring(0, at);

        int slash = named.indexOf('/');
        boolean hasRegistry = slash > 0 && isRegistry(named.substring(0, slash));
        String path = hasRegistry ? named.substring(slash + 1) : named;
        int colon = path.indexOf(':');
        Optional<String> tag = colon < 0 ? Optional.empty() : Optional.of(path.substring(colon + 1));
        String repository = colon < 0 ? path : path.substring(0, colon);
        if (repository.isEmpty()) {
            throw malformed(text, "it names no repository");
        }

        String registry = hasRegistry ? named.substring(0, slash) : DOCKER_HUB;
        if (registry.equals("index.docker.io")) {
            registry = DOCKER_HUB;
        }
        if (registry.equals(DOCKER_HUB) && repository.indexOf('/') < 0) {
            repository = OFFICIAL + repository;
        }
        return new ImageReference(registry, repository, tag, digest);
    }

    /** The same repository at this digest, without a tag: what a deployment names. */
    public ImageReference withDigest(Digest digest) {
        return new ImageReference(registry, repository, Optional.empty(), Optional.of(digest));
    }

    /** The same repository at this tag, without a digest. */
    public ImageReference withTag(String tag) {
        return new ImageReference(registry, repository, Optional.of(tag), Optional.empty());
    }

    /** Registry and repository. */
    public String name() {
        return registry + "/" + repository;
    }

    /** The short form that Docker prints and {@link #parse} understands, such as {@code nginx:1.27}. */
    public String familiar() {
        if (registry.equals(DOCKER_HUB)) {
            String official = repository.startsWith(OFFICIAL) ? repository.substring(OFFICIAL.length()) : repository;
            for (String name : List.of(official, repository)) {
                if (parse(name + suffix()).equals(this)) {
                    return name + suffix();
                }
            }
        }
        return toString();
    }

    /** The full form: registry, repository, and {@code :tag} and {@code @digest} where there are such. */
    @Override
    public String toString() {
        return name() + suffix();
    }

    private String suffix() {
        return tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
    }

    /** Docker's rule: a first part that looks like a host, because a repository on its own could not look so. */
    private static boolean isRegistry(String part) {
        return part.equals("localhost")
                || part.indexOf('.') >= 0
                || part.indexOf(':') >= 0
                || part.chars().anyMatch(Character::isUpperCase);
    }

    private static Digest digest(String text, String digest) {
        try {
            return Digest.parse(digest);
        } catch (IllegalArgumentException e) {
            throw malformed(text, String.valueOf(e.getMessage()));
        }
    }

    private static IllegalArgumentException malformed(String text, String why) {
        return new IllegalArgumentException(
                "Not an image reference: " + Shown.of(text) + ": " + why
                        + ". Expected [registry[:port]/]repository[:tag][@digest], such as registry.example.com:5000/team/web:1.0.");
    }
}
