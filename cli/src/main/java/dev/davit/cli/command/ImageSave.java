package dev.davit.cli.command;

import dev.davit.app.Failure;
import dev.davit.app.Failure.Category;
import dev.davit.image.Image;
import dev.davit.image.ImageIndex;
import dev.davit.image.ImageReference;
import dev.davit.image.archive.DockerArchive;
import dev.davit.image.archive.OciArchive;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code davit image save}. */
@Command(
        name = "save",
        description = "Write an image to an archive, such as for docker load: davit image save | docker load.")
final class ImageSave implements Callable<Integer> {
    /** What kind of archive. */
    enum Format {
        DOCKER_ARCHIVE,
        OCI;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Mixin
    private CommonOptions.WithFile options;

    @Parameters(
            paramLabel = "REFERENCE",
            arity = "0..1",
            description = "Name or digest of the image (default: the last one built here).")
    private @Nullable String reference;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "docker-archive",
            description = "docker-archive (default) or oci.")
    private String format;

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH",
            description = "Which image of several (default: all for oci, this machine's for docker-archive).")
    private @Nullable String platform;

    @Option(
            names = {"-o", "--to"},
            paramLabel = "FILE",
            description = "Where to (default: the standard output).")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
        Davit davit = options.davit();
        Format wanted = format();
        if (file == null && davit.session.out().live()) {
            throw Failure.of(Category.USAGE, "an archive is nothing to show on a terminal")
                    .withFix("name a file with -o, or pipe it: davit image save | docker load");
        }
        StoredImages images = StoredImages.of(davit.session);
        Saved saved = saved(images, images.find(reference(davit)), wanted);
        if (file == null) {
            OutputStream out = davit.session.out().stream();
            saved.write(out);
            out.flush();
        } else {
            saveTo(file, saved);
        }
        return 0;
    }

    /** What is written, and how. */
    private interface Saved {
        void write(OutputStream out) throws IOException;
    }

    private Saved saved(StoredImages images, StoredImages.Found found, Format wanted) throws IOException {
        List<ImageReference> tags = found.name()
                .or(() -> found.image().names().stream().findFirst())
                .map(name -> List.of(name.tag().isPresent() ? name : name.withTag("latest")))
                .orElse(List.of());
        if (StoredImages.isIndex(found.image()) && wanted == Format.OCI && platform == null) {
            ImageIndex index = images.store()
                    .findIndex(found.image().digest())
                    .orElseThrow(() -> StoredImages.damaged(found.image()));
            return out -> OciArchive.write(index, tags, out);
        }
        Image image = images.image(found.image(), platform);
        return switch (wanted) {
            case DOCKER_ARCHIVE -> out -> DockerArchive.write(image, tags, out);
            case OCI -> out -> OciArchive.write(image, tags, out);
        };
    }

    private Format format() {
        return List.of(Format.values()).stream()
                .filter(candidate -> candidate.toString().equals(format))
                .findFirst()
                .orElseThrow(() ->
                        Failure.of(Category.USAGE, "'" + format + "' is not a format: expected docker-archive or oci"));
    }

    private String reference(Davit davit) {
        return reference == null ? BuiltImage.name(davit.app()).toString() : reference;
    }

    private static void saveTo(Path file, Saved saved) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                saved.write(out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
