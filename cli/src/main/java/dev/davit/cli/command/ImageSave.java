package dev.davit.cli.command;

import dev.davit.app.Failure;
import dev.davit.app.Failure.Category;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageReference;
import dev.davit.image.archive.DockerArchive;
import dev.davit.image.archive.OciArchive;
import dev.davit.image.store.ImageStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
        ImageStore store = ImageStore.open(davit.session.folders().images());
        ImageReference name = name(davit);
        Image image = find(store, name);
        if (file == null) {
            write(image, name, wanted, davit.session.out().stream());
        } else {
            saveTo(file, image, name, wanted);
        }
        return 0;
    }

    private Format format() {
        return List.of(Format.values()).stream()
                .filter(candidate -> candidate.toString().equals(format))
                .findFirst()
                .orElseThrow(() ->
                        Failure.of(Category.USAGE, "'" + format + "' is not a format: expected docker-archive or oci"));
    }

    private ImageReference name(Davit davit) {
        if (reference == null) {
            return BuiltImage.name(davit.app());
        }
        try {
            return ImageReference.parse(reference);
        } catch (IllegalArgumentException e) {
            throw Failure.of(Category.USAGE, String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    private static Image find(ImageStore store, ImageReference name) throws IOException {
        Optional<Digest> digest = name.digest().isPresent() ? name.digest() : store.resolve(name);
        Optional<Image> image = digest.isPresent() ? store.find(digest.get()) : Optional.empty();
        return image.orElseThrow(() -> Failure.of(Category.FAILED, "the store has no image " + name.familiar())
                .withFix("build it: davit build"));
    }

    private static void saveTo(Path file, Image image, ImageReference name, Format format) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                write(image, name, format, out);
            }
            Files.move(part, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void write(Image image, ImageReference name, Format format, OutputStream out) throws IOException {
        List<ImageReference> tags = List.of(name.tag().isPresent() ? name : name.withTag("latest"));
        switch (format) {
            case DOCKER_ARCHIVE -> DockerArchive.write(image, tags, out);
            case OCI -> OciArchive.write(image, tags, out);
        }
        out.flush();
    }
}
