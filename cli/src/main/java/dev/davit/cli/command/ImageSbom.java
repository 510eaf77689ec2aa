package dev.davit.cli.command;

import dev.davit.app.Failure;
import dev.davit.app.Failure.Category;
import dev.davit.image.Image;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code davit image sbom}. */
@Command(name = "sbom", description = "Print the bill of materials of an image that Davit built, as CycloneDX JSON.")
final class ImageSbom implements Callable<Integer> {
    @Mixin
    private CommonOptions.WithFile options;

    @Parameters(
            paramLabel = "REFERENCE",
            arity = "0..1",
            description = "Name or digest of the image (default: the last one built here).")
    private @Nullable String reference;

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH",
            description = "Which image of several (default: this machine's).")
    private @Nullable String platform;

    @Override
    public Integer call() throws IOException {
        Davit davit = options.davit();
        StoredImages images = StoredImages.of(davit.session);
        StoredImages.Found found =
                images.find(reference == null ? BuiltImage.name(davit.app()).toString() : reference);
        Image image = images.image(found.image(), platform);
        byte[] bill = SbomPush.sboms(davit.session)
                .of(image)
                .orElseThrow(
                        () -> Failure.of(
                                        Category.FAILED,
                                        "Davit did not build " + StoredImages.names(found.image())
                                                + ", and so does not know what is in it")
                                .withFix(
                                        "ask whoever built it for its bill of materials, or build your own on it: davit build"));
        OutputStream out = davit.session.out().stream();
        out.write(bill);
        if (davit.session.out().live()) {
            out.write('\n');
        }
        out.flush();
        return 0;
    }
}
