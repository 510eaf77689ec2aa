package dev.davit.cli.command;

import dev.davit.app.Failure;
import dev.davit.app.Failure.Category;
import dev.davit.image.ImageReference;
import dev.davit.image.Platform;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code davit image copy}. */
@Command(
        name = "copy",
        description = "Copy an image from registry to registry, and print its digest reference.",
        footer = "All platforms are copied, byte for byte, and nothing is stored on this machine.")
final class ImageCopy implements Callable<Integer> {
    @Mixin
    private CommonOptions options;

    @Mixin
    private RegistryOptions registries;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "Where from: name with a tag or digest.")
    private String source;

    @Parameters(index = "1", paramLabel = "TARGET", description = "Where to; without a tag, under that of the source.")
    private String target;

    @Option(names = "--platform", paramLabel = "OS/ARCH", description = "Copy the image for this platform alone.")
    private @Nullable String platform;

    @Override
    public Integer call() throws IOException {
        long started = System.nanoTime();
        Davit davit = options.davit();
        ImageReference from = reference(source);
        ImageReference to = target(from);
        ImageReference copied;
        try (var progress = davit.progress();
                var step = progress.begin("copy");
                var client = registries.toPush(davit.session, to, from)) {
            PushProgress shown = new PushProgress(step);
            copied = platform == null
                    ? client.copy(from, to, shown)
                    : client.push(client.image(from, platform(platform)), to, shown);
        }
        davit.print(
                copied.toString(),
                () -> Json.object()
                        .put("source", from.toString())
                        .put("reference", copied.toString())
                        .put("digest", copied.digest().orElseThrow().toString())
                        .put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0));
        return 0;
    }

    private ImageReference target(ImageReference from) {
        ImageReference to = reference(target);
        if (to.digest().isPresent() && (platform != null || !to.digest().equals(from.digest()))) {
            throw Failure.of(Category.USAGE, "the digest of a copy cannot be chosen: " + to)
                    .withFix(
                            "name the target with a tag, or leave that away: " + to.registry() + "/" + to.repository());
        }
        boolean hasOwn =
                to.digest().isPresent() || target.endsWith(":" + to.tag().orElse(""));
        return hasOwn || from.tag().isEmpty() ? to : to.withTag(from.tag().get());
    }

    private static ImageReference reference(String text) {
        try {
            return ImageReference.parse(text);
        } catch (IllegalArgumentException e) {
            throw Failure.of(Category.USAGE, String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    /** What {@code --platform} was given. */
    static Platform platform(String text) {
        try {
            return Platform.parse(text);
        } catch (IllegalArgumentException e) {
            throw Failure.of(Category.USAGE, String.valueOf(e.getMessage())).causedBy(e);
        }
    }
}
