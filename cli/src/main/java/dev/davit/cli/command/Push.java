package dev.davit.cli.command;

import dev.davit.app.App;
import dev.davit.app.Failure;
import dev.davit.app.Failure.Category;
import dev.davit.image.ImageReference;
import dev.davit.image.registry.RegistryClient;
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
            image = BuiltImage.of(app, choices, true, davit.session, progress).named(target);
            try (var step = progress.begin("push");
                    var registry = RegistryClient.builder().build()) {
                if (sbom) {
                    SbomPush.to(registry, davit.session).push(image, target, step);
                } else {
                    image.push(registry, target, new PushProgress(step));
                }
            }
        }
        davit.print(image.reference(), image::json);
        return 0;
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
