package dev.davit.cli.command;

import dev.davit.app.App;
import dev.davit.app.Failure;
import dev.davit.app.Failure.Category;
import dev.davit.app.Progress;
import dev.davit.app.Progress.Step;
import dev.davit.image.ImageReference;
import dev.davit.image.registry.RegistryClient;
import dev.davit.image.store.ImageStoreException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code davit push}. */
@Command(name = "push", description = "Build the app's image, push it, and print its digest reference.")
final class Push implements Callable<Integer> {
    @Mixin
    private CommonOptions.WithFile options;

    @Mixin
    private BuildChoices choices;

    @Option(
            names = "--sbom",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Attach a bill of materials (CycloneDX) to the image in the registry (default: yes).")
    private boolean sbom;

    @Parameters(
            paramLabel = "REPOSITORY",
            arity = "0..1",
            description = "Where to, with or without a tag (default: image.repository of the description).")
    private @Nullable String repository;

    @Override
    public Integer call() throws IOException {
        Davit davit = options.davit();
        App app = davit.app();
        ImageReference target = target(app);
        BuiltImage image;
        try (var progress = davit.progress()) {
            image = pushed(app, target, davit, progress);
        }
        try (image) {
            davit.print(image.reference(), image::json);
        }
        return 0;
    }

    /** A layer that turns out to be damaged while it is sent is gone then, and the next build makes it again. */
    private BuiltImage pushed(App app, ImageReference target, Davit davit, Progress progress) throws IOException {
        for (boolean first = true; ; first = false) {
            BuiltImage image =
                    BuiltImage.of(app, choices, true, davit.session, progress).named(target);
            try (var step = progress.begin("push");
                    var registry = choices.toPush(davit.session, target)) {
                if (push(image, target, davit, registry, step, first)) {
                    return image;
                }
            } catch (IOException | RuntimeException e) {
                image.close();
                throw e;
            }
            image.close();
        }
    }

    private boolean push(
            BuiltImage image, ImageReference target, Davit davit, RegistryClient registry, Step step, boolean mayFail)
            throws IOException {
        try {
            if (sbom) {
                SbomPush.to(registry, davit.session).push(image, target, step);
            } else {
                image.push(registry, target, new PushProgress(step));
            }
            return true;
        } catch (ImageStoreException e) {
            if (!mayFail || e.reason() != ImageStoreException.Reason.CORRUPT) {
                throw e;
            }
            step.skipped("a layer is damaged in the store, and is made again");
            return false;
        }
    }

    private ImageReference target(App app) {
        if (repository != null) {
            try {
                return ImageReference.parse(repository);
            } catch (IllegalArgumentException e) {
                throw Failure.of(Category.USAGE, String.valueOf(e.getMessage())).causedBy(e);
            }
        }
        return app.image()
                .repository()
                .orElseThrow(() -> Failure.of(
                                Category.USAGE,
                                "it is not known where the image of " + app.name() + " is to be pushed to")
                        .withFix("name the repository: davit push docker.io/you/" + app.name()
                                + ", or image.repository in davit.yaml"));
    }
}
