package dev.davit.build.sbom;

import dev.davit.build.layer.AtomicFile;
import dev.davit.build.layer.LayerCache;
import dev.davit.build.layer.LayerContents;
import dev.davit.image.Artifact;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig.History;
import dev.davit.image.Layer;
import dev.davit.image.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes bills of materials of images that Davit built. A layer is looked through once. Safe for use by many threads and
 * processes at once.
 */
public final class Sboms {
    /** What a bill is called in a registry, as an artifact and as its content. */
    public static final String MEDIA_TYPE = "application/vnd.cyclonedx+json";

    /** Another number makes every layer be looked through again. */
    private static final String FORMAT = "davit-sbom-1";

    private static final String OWN_LAYER = "davit build: ";

    private final Path cache;
    private final Path layers;
    private final Path jdk;
    private final LocalRepository repository;

    /**
     * Bills that tell a runtime's origin when it was linked from this JDK.
     *
     * @param cacheFolder where what was found is kept; made when needed, and may be deleted at any time
     */
    public Sboms(Path cacheFolder, Path jdk) {
        this.cache = cacheFolder.resolve("sbom");
        this.layers = cacheFolder.resolve("layers");
        this.jdk = jdk;
        this.repository = new LocalRepository(cacheFolder.resolve("libraries"));
    }

    /** Notes where libraries come from, because many of them do not say it themselves. */
    public void remember(Collection<Path> libraries, Function<Path, Digest> contents) throws IOException {
        repository.remember(libraries, contents);
    }

    /** The bill of an image as JSON; none when Davit did not build it. The layers of a base are not looked at. */
    public Optional<byte[]> of(Image image) throws IOException {
        List<Layer> own = own(image);
        if (own.isEmpty()) {
            return Optional.empty();
        }
        List<Map<String, Object>> components = new ArrayList<>();
        for (Layer layer : own) {
            components.addAll(components(layer));
        }
        return Optional.of(
                Json.render(Bill.of(image, components, Optional.ofNullable(System.getProperty("davit.version")))));
    }

    /** The bill as what a registry keeps beside the image. */
    public static Artifact artifact(Image image, byte[] bill) {
        Map<String, String> annotations = new LinkedHashMap<>();
        String created = image.manifest().annotations().get("org.opencontainers.image.created");
        if (created != null) {
            annotations.put("org.opencontainers.image.created", created);
        }
        return Artifact.of(MEDIA_TYPE, image.manifest().descriptor(), MEDIA_TYPE, bill, annotations);
    }

    /** The layers that Davit made, as the history of the image tells them from those of a base. */
    private static List<Layer> own(Image image) {
        List<History> history = image.config().history().stream()
                .filter(step -> !step.emptyLayer())
                .toList();
        List<Layer> own = new ArrayList<>();
        for (int i = 0; i < history.size() && i < image.layers().size(); i++) {
            if (history.get(i).createdBy().startsWith(OWN_LAYER)) {
                own.add(image.layers().get(i));
            }
        }
        return own;
    }

    private List<Map<String, Object>> components(Layer layer) throws IOException {
        Path note = cache.resolve(layer.diffId().hex());
        if (Files.exists(note)) {
            Map<String, Object> noted = read(note);
            if (FORMAT.equals(noted.get("format"))) {
                return list(noted);
            }
        }
        Files.createDirectories(cache);
        Optional<LayerContents> contents = LayerCache.contents(layers, layer.diffId());
        Optional<List<Map<String, Object>>> known =
                contents.isPresent() ? scan().components(contents.get()) : Optional.empty();
        List<Map<String, Object>> components = known.isPresent() ? known.get() : scan().components(layer);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("components", components);
        AtomicFile.write(note, Json.render(json));
        return components;
    }

    private LayerScan scan() {
        return new LayerScan(new JarComponents(repository), new JavaRuntime(jdk), new SystemFiles(Path.of("/")), cache);
    }

    private static Map<String, Object> read(Path note) throws IOException {
        try {
            return Json.parse(Files.readAllBytes(note), note.toString()).members();
        } catch (IllegalArgumentException e) {
            // Damaged: made again.
            return Map.of();
        }
    }

    private static List<Map<String, Object>> list(Map<String, Object> json) {
        List<Map<String, Object>> components = new ArrayList<>();
        if (json.get("components") instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Map<?, ?> map) {
                    Map<String, Object> component = new LinkedHashMap<>();
                    map.forEach((name, value) -> component.put(String.valueOf(name), value));
                    components.add(component);
                }
            }
        }
        return components;
    }
}
