package dev.davit.image.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.davit.image.ContainerConfig;
import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import dev.davit.image.MediaTypes;
import dev.davit.image.Platform;
import dev.davit.image.layer.LayerBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A process of its own for tests. Writes images into a store: store, repository, number of images, layer bytes. Or holds a
 * lease, or a file that it is writing, until it is killed: {@code lease} or {@code hang}, store.
 */
public final class StoreWriterMain {

    private StoreWriterMain() {}

    public static void main(String[] args) throws IOException {
        try {
            if (args.length == 2) {
                hold(args[0], ImageStore.open(Path.of(args[1])));
            }
            write(ImageStore.open(Path.of(args[0])), args[1], Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        } catch (ImageStoreException e) {
            System.out.println(e.reason() + " " + e.getMessage());
            System.exit(1);
        }
    }

    private static void hold(String what, ImageStore store) throws IOException {
        if (what.equals("lease")) {
            var lease = store.lease();
            System.out.println("held");
            System.in.read();
            lease.close();
        } else {
            InputStream endless = new InputStream() {
                private boolean begun;

                @Override
                public int read() {
                    return 0;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    if (begun) {
                        System.out.println("writing");
                        System.in.read();
                    }
                    begun = true;
                    return length;
                }
            };
            Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER_TAR, Digest.sha256(new byte[0]), Long.MAX_VALUE);
            store.put(
                    Image.of(StoredImages.config(), List.of(new Layer(blob, blob.digest(), () -> endless)), Map.of()));
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
