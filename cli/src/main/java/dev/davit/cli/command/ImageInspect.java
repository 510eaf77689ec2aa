package dev.davit.cli.command;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.ImageReference;
import dev.davit.image.store.ImageStore;
import dev.davit.image.store.StoredImage.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code davit image inspect}. */
@Command(name = "inspect", description = "Show what an image of this machine's store consists of, as JSON.")
final class ImageInspect implements Callable<Integer> {
    @Mixin
    private CommonOptions options;

    @Parameters(paramLabel = "REFERENCE", description = "Name, digest, or the beginning of a digest.")
    private String reference;

    @Option(names = "--raw", description = "Print the manifest or index itself, byte for byte.")
    private boolean raw;

    @Override
    public Integer call() throws IOException {
        Davit davit = options.davit();
        StoredImages images = StoredImages.of(davit.session);
        StoredImages.Found found = images.find(reference);
        Digest digest = found.image().digest();
        if (raw) {
            davit.session.out().stream().write(Files.readAllBytes(images.store().blob(digest)));
            davit.session.out().stream().flush();
            return 0;
        }
        ObjectNode json = StoredImages.json(found.image());
        found.name().map(ImageReference::name).ifPresent(name -> json.put("reference", name + "@" + digest));
        List<Variant> variants = found.image().variants();
        if (StoredImages.isIndex(found.image())) {
            ArrayNode manifests = json.putArray("manifests");
            for (Variant variant : variants) {
                manifests.add(
                        describe(Json.object().put("digest", variant.manifest().toString()), images.store(), variant));
            }
        } else if (!variants.isEmpty()) {
            describe(json, images.store(), variants.getFirst());
        }
        davit.session.out().stream().println(Json.text(json));
        return 0;
    }

    private static ObjectNode describe(ObjectNode json, ImageStore store, Variant variant) throws IOException {
        json.put("platform", variant.config().platform().toString());
        ArrayNode layers = json.putArray("layers");
        List<Digest> diffIds = variant.config().diffIds();
        List<Descriptor> blobs = variant.blobs().subList(1, variant.blobs().size());
        for (int i = 0; i < blobs.size(); i++) {
            Descriptor blob = blobs.get(i);
            layers.addObject()
                    .put("digest", blob.digest().toString())
                    .put("mediaType", blob.mediaType())
                    .put("size", blob.size())
                    .put("diffId", i < diffIds.size() ? diffIds.get(i).toString() : null)
                    .put("present", store.has(blob.digest()));
        }
        Descriptor config = variant.blobs().getFirst();
        json.set("config", Json.parse(Files.readAllBytes(store.blob(config.digest()))));
        return json;
    }
}
