package dev.davit.bench.large;

import dev.davit.image.ContainerConfig;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import dev.davit.image.Platform;
import dev.davit.image.layer.Compressor;
import dev.davit.image.layer.LayerBuilder;
import dev.davit.image.registry.PushListener;
import dev.davit.image.registry.RegistryClient;
import dev.davit.image.store.ImageStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One step with a large layer, as a program of its own; prints what it cost as JSON. */
final class TransferProgram {
    private TransferProgram() {}

    /** Takes {@code make}, {@code push} or {@code pull}, a reference, an image store and, to make, a file. */
    public static void main(String[] arguments) throws IOException {
        ImageReference reference = ImageReference.parse(arguments[1]);
        ImageStore store = ImageStore.open(Path.of(arguments[2]));
        long started = System.nanoTime();
        switch (arguments[0]) {
            case "make" -> make(store, reference, Path.of(arguments[3]));
            case "push" -> push(store, reference);
            case "pull" -> pull(store, reference);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        System.out.println("{\"seconds\":" + seconds + ",\"heap\":" + peakHeap() + ",\"rss\":" + peakResident() + "}");
    }

    private static void make(ImageStore store, ImageReference reference, Path file) throws IOException {
        Layer layer =
                store.buildLayer(new LayerBuilder().compressor(Compressor.NONE).addFile("/large", file, 0644));
        ImageConfig config = ImageConfig.of(
                Platform.current(), Optional.empty(), ContainerConfig.builder().build());
        store.tag(
                reference, store.put(Image.of(config, List.of(layer), Map.of())).digest());
    }

    private static void push(ImageStore store, ImageReference reference) throws IOException {
        Image image = store.find(store.resolve(reference).orElseThrow()).orElseThrow();
        try (RegistryClient client = RegistryClient.builder().build()) {
            client.push(image, reference, PushListener.SILENT);
        }
    }

    private static void pull(ImageStore store, ImageReference reference) throws IOException {
        try (RegistryClient client = RegistryClient.builder().build()) {
            store.put(client.image(reference, Platform.current()));
        }
    }

    /** The sum of what each of the heap's areas held at most, in bytes: never less than the heap ever held. */
    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }

    private static long peakResident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
