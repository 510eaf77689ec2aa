package dev.davit.app;

import dev.davit.image.ImageReference;
import dev.davit.image.Platform;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an app's image is built on, and for which platforms.
 *
 * @param platforms without repetitions; none for the platform of the machine that builds
 * @param place where the description names the base, else its platforms, if it does
 */
public record Base(Origin origin, List<Platform> platforms, Optional<Place> place) {
    /** Nothing but what the build itself puts into the image, for the platform of the machine that builds. */
    public static final Base SCRATCH = new Base(new Scratch(), List.of(), Optional.empty());

    private static final String SCRATCH_NAME = "scratch";
    private static final Pattern PATH = Pattern.compile("\\.{0,2}/.*|\\.{1,2}|.*\\.(tar|tar\\.gz|tgz|tar\\.zst)");

    public Base {
        platforms = List.copyOf(platforms);
        if (new HashSet<>(platforms).size() < platforms.size()) {
            throw new IllegalArgumentException("a platform is named twice: " + platforms);
        }
    }

    /** What containers on this machine run: Linux, whatever system the machine itself has. */
    public static Platform here() {
        return Platform.of("linux", Platform.current().architecture());
    }

    /** Where the base comes from. */
    public sealed interface Origin {
        /**
         * Reads {@code scratch}, an image reference, or a path: one that starts with {@code /}, {@code ./} or
         * {@code ../}, or that ends like a tar archive.
         *
         * @param home what a relative path is relative to
         * @throws IllegalArgumentException when it is none of these
         */
        static Origin parse(String text, Path home) {
            if (text.equals(SCRATCH_NAME)) {
                return new Scratch();
            }
            return PATH.matcher(text).matches()
                    ? new RootFilesystem(home.resolve(text).normalize())
                    : new Image(ImageReference.parse(text));
        }
    }

    /** No base. */
    public record Scratch() implements Origin {
        @Override
        public String toString() {
            return SCRATCH_NAME;
        }
    }

    /** An image of a registry. */
    public record Image(ImageReference reference) implements Origin {
        @Override
        public String toString() {
            return reference.toString();
        }
    }

    /**
     * A root file system on this machine.
     *
     * @param path absolute; a folder or a tar archive
     */
    public record RootFilesystem(Path path) implements Origin {
        public RootFilesystem {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("the path of a root file system must be absolute: " + path);
            }
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** For messages: {@code image.base debian:12 (davit.yaml:4:9)}. */
    public String shown() {
        String name = origin instanceof Image image ? image.reference().familiar() : origin.toString();
        return "image.base " + name + place.map(where -> " (" + where + ")").orElse("");
    }
}
