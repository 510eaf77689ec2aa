package dev.davit.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code davit build}. */
@Command(name = "build", description = "Build the app's image and print its digest reference.")
final class Build implements Callable<Integer> {
    @Mixin
    private CommonOptions.WithFile options;

    @Mixin
    private BuildChoices choices;

    @Override
    public Integer call() {
        Davit davit = options.davit();
        BuiltImage image;
        try (var progress = davit.progress()) {
            image = BuiltImage.of(davit.app(), choices, false, davit.session, progress);
        }
        try (image) {
            davit.print(image.reference(), image::json);
        }
        return 0;
    }
}
