package dev.davit.cli.command;

import dev.davit.app.Failure;
import dev.davit.app.Failure.Category;
import dev.davit.image.Digest;
import dev.davit.image.ImageReference;
import dev.davit.image.store.Freed;
import dev.davit.image.store.StoredImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code davit image rm}. */
@Command(
        name = "rm",
        description = "Take names away, and delete the images that have no name left.",
        footer = "A digest means the image with all its names.")
final class ImageRm implements Callable<Integer> {
    @Mixin
    private CommonOptions options;

    @Parameters(paramLabel = "REFERENCE", arity = "1..*", description = "Names, digests, or beginnings of digests.")
    private List<String> references;

    @Option(names = "--force", description = "Also what a service uses; its image stays until the service is removed.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        Davit davit = options.davit();
        StoredImages images = StoredImages.of(davit.session);
        Set<ImageReference> names = new LinkedHashSet<>();
        Set<Digest> digests = new LinkedHashSet<>();
        List<String> untagged = new ArrayList<>();
        for (String reference : references) {
            StoredImages.Found found = images.find(reference);
            refuseIfUsed(found.image(), reference);
            if (found.name().filter(name -> name.digest().isEmpty()).isPresent()) {
                names.add(found.name().get());
                untagged.add(found.name().get().familiar());
            } else {
                digests.add(found.image().digest());
                found.image().names().forEach(name -> untagged.add(name.familiar()));
            }
        }
        Freed freed = images.store().remove(names, digests);
        davit.print(text(untagged, freed), () -> json(untagged, freed));
        return 0;
    }

    private void refuseIfUsed(StoredImage image, String reference) {
        if (image.isUsed() && !force) {
            throw Failure.of(Category.FAILED, reference + " is in use: " + String.join(", ", image.uses()))
                    .withFix("remove the service first: davit down; or take the name away all the same with --force");
        }
    }

    private static String text(List<String> untagged, Freed freed) {
        List<String> lines = new ArrayList<>();
        untagged.forEach(name -> lines.add("Untagged: " + name));
        freed.blobs().forEach(blob -> lines.add("Deleted: " + blob));
        lines.add("Freed: " + Amounts.size(freed.bytes()));
        return String.join(System.lineSeparator(), lines);
    }

    private static ObjectNode json(List<String> untagged, Freed freed) {
        ObjectNode json = Json.object();
        ArrayNode names = json.putArray("untagged");
        untagged.forEach(names::add);
        ArrayNode blobs = json.putArray("deleted");
        freed.blobs().forEach(blob -> blobs.add(blob.toString()));
        return json.put("freed", freed.bytes());
    }
}
