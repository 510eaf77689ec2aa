package dev.davit.cli.command;

import dev.davit.cli.output.Table;
import dev.davit.image.ImageReference;
import dev.davit.image.store.ImageStore;
import dev.davit.image.store.StoredImage;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code davit image ls}. */
@Command(
        name = "ls",
        description = "List the images in this machine's store.",
        footer = "SIZE is what a registry stores: compressed layers. <none> has no name, but a service uses it.")
final class ImageLs implements Callable<Integer> {
    @Mixin
    private CommonOptions options;

    @Option(
            names = {"-a", "--all"},
            description = "Show images too that have neither a name nor a use.")
    private boolean all;

    @Option(names = "--digests", description = "Show digests in full.")
    private boolean digests;

    @Override
    public Integer call() throws IOException {
        Davit davit = options.davit();
        List<StoredImage> images =
                ImageStore.open(davit.session.folders().images()).images(all);
        davit.print(table(images), () -> json(images));
        return 0;
    }

    private static ObjectNode json(List<StoredImage> images) {
        ObjectNode json = Json.object();
        ArrayNode array = json.putArray("images");
        images.forEach(image -> array.add(StoredImages.json(image)));
        return json;
    }

    private String table(List<StoredImage> images) {
        Table table = new Table("REPOSITORY", "TAG", digests ? "DIGEST" : "IMAGE ID", "CREATED", "SIZE", "PLATFORM");
        for (StoredImage image : images) {
            if (image.names().isEmpty()) {
                row(table, "<none>", "<none>", image);
            }
            for (ImageReference name : image.names()) {
                String familiar = name.familiar();
                String tag = name.tag().orElse("<none>");
                String repository = familiar.endsWith(":" + tag)
                        ? familiar.substring(0, familiar.length() - tag.length() - 1)
                        : familiar;
                row(table, repository, tag, image);
            }
        }
        return String.join(System.lineSeparator(), table.lines());
    }

    private void row(Table table, String repository, String tag, StoredImage image) {
        table.row(
                repository,
                tag,
                digests ? image.digest().toString() : StoredImages.id(image.digest()),
                image.created()
                        .filter(Instant.EPOCH::isBefore)
                        .map(created -> Amounts.ago(created, Instant.now()))
                        .orElse("-"),
                Amounts.size(image.size()) + (image.isComplete() ? "" : " (incomplete)"),
                String.join(",", StoredImages.platforms(image)));
    }
}
