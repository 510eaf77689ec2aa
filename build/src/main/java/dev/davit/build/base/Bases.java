package dev.davit.build.base;

import dev.davit.app.Base;
import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.build.layer.LayerCache;
import dev.davit.image.ImageReference;
import dev.davit.image.Platform;
import dev.davit.image.store.ImageStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Brings about what images are built on. Safe for use by many threads and processes at once. */
public final class Bases {
    private final ImageStore store;
    private final Registries registries;
    private final BaseNotes notes;
    private final LayerCache layers;
    private final Platform here = Base.here();

    /** @param folder where notes about bases are kept; made when first needed */
    public Bases(ImageStore store, Registries registries, LayerCache layers, Path folder) {
        this.store = store;
        this.registries = registries;
        this.layers = layers;
        this.notes = new BaseNotes(folder);
    }

    /**
     * The work for one build, of which nothing is done yet.
     *
     * @param pinned what the last build was made on, if that was an image of a registry
     * @param pull whether to ask the registry what a tag means by now
     */
    public BaseWork of(Base base, Optional<ImageReference> pinned, boolean pull) {
        List<Platform> platforms = base.platforms().isEmpty() ? List.of(here) : base.platforms();
        return switch (base.origin()) {
            case Base.Scratch _ -> {
                requireHere(base, platforms);
                yield new NoBase();
            }
            case Base.Image image -> {
                Optional<ImageReference> known = pinned.filter(last -> !pull && isOf(image.reference(), last));
                yield new RegistryBase(base, image.reference(), known, pull, platforms, store, registries, notes);
            }
            case Base.RootFilesystem root -> {
                requireOne(base, platforms);
                yield new RootFilesystemBase(base, root.path(), platforms.getFirst(), layers, notes);
            }
        };
    }

    private static boolean isOf(ImageReference reference, ImageReference pinned) {
        return pinned.name().equals(reference.name())
                && pinned.tag().equals(reference.tag())
                && reference.digest().map(pinned.digest().orElseThrow()::equals).orElse(true);
    }

    private void requireHere(Base base, List<Platform> platforms) {
        for (Platform platform : platforms) {
            if (!here.runs(platform)) {
                throw Failure.of(
                                Failure.Category.USAGE,
                                base.shown() + " cannot be built for " + platform + " on this machine, which is " + here
                                        + ": what goes under the application is taken from the machine that builds")
                        .withFix("build on an image that there is for " + platform
                                + ", such as 'image: {base: eclipse-temurin:25-jre}', or leave the platform out");
            }
        }
    }

    private static void requireOne(Base base, List<Platform> platforms) {
        if (platforms.size() > 1) {
            throw Failure.of(
                            Failure.Category.USAGE,
                            base.shown() + " is one root file system, and cannot be built on for all of " + platforms)
                    .withFix("name one platform, or build on an image that there is for all of them");
        }
    }

    private record NoBase() implements BaseWork {
        @Override
        public String identity() {
            return "scratch";
        }

        @Override
        public Optional<ImageReference> pin() {
            return Optional.empty();
        }

        @Override
        public void start(Progress progress) {}

        @Override
        public List<BaseImage> images() {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
