package dev.davit.image.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.davit.image.ContainerConfig;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageReference;
import dev.davit.image.Platform;
import dev.davit.image.layer.LayerBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Writes images into a store: a process of its own for tests. Arguments: store, repository, number of images, layer bytes. */
public final class StoreWriterMain {

    private StoreWriterMain() {}

    public static void main(String[] args) throws IOException {
        try {
            write(ImageStore.open(Path.of(args[0])), args[1], Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        } catch (ImageStoreException e) {
            System.out.println(e.reason() + " " + e.getMessage());
            System.exit(1);
        }
    }

    static void write(ImageStore store, String repository, int count, int bytes) throws IOException {
        for (int i = 0; i < count; i++) {
            byte[] noise = new byte[bytes];
            new Random(i).nextBytes(noise);
            var layer = store.buildLayer(new LayerBuilder().addBytes("noise", noise, 0644));
            Image image = Image.of(
                    ImageConfig.of(
                            Platform.of("linux", "amd64"),
                            Optional.empty(),
                            ContainerConfig.builder().build()),
                    List.of(layer),
                    Map.of("n", repository + i));
            store.put(image);
            store.tag(ImageReference.parse(repository + ":" + i), image.digest());
        }
    }

    static ProcessBuilder process(List<String> before, String... args) {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StoreWriterMain.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }
}
