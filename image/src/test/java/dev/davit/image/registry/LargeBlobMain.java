package dev.davit.image.registry;

import dev.davit.image.ContainerConfig;
import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageConfig;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import dev.davit.image.MediaTypes;
import dev.davit.image.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pushes an image with one layer of noise, which is never in memory as a whole, and pulls it again. */
final class LargeBlobMain {

    private static final Platform PLATFORM = Platform.of("linux", "amd64");

    private LargeBlobMain() {}

    public static void main(String[] arguments) throws IOException {
        ImageReference reference = ImageReference.parse(arguments[0]);
        Image image = image(Long.parseLong(arguments[1]));
        try (var client = RegistryClient.builder().build()) {
            client.push(image, reference, PushListener.SILENT);
            try (InputStream in =
                    client.image(reference, PLATFORM).layers().getFirst().open()) {
                System.out.println("pushed and pulled " + in.transferTo(OutputStream.nullOutputStream()));
            }
        }
    }

    private static Image image(long size) throws IOException {
        MessageDigest hash = Digest.newSha256();
        try (InputStream in = new Noise(size)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                hash.update(buffer, 0, read);
            }
        }
        Digest digest = Digest.of(hash.digest());
        var layer = new Layer(Descriptor.of(MediaTypes.OCI_LAYER_TAR, digest, size), digest, () -> new Noise(size));
        return Image.of(
                ImageConfig.of(
                        PLATFORM, Optional.empty(), ContainerConfig.builder().build()),
                List.of(layer),
                Map.of());
    }

    /** The same bytes each time. */
    private static final class Noise extends InputStream {

        private final long size;
        private long position;

        Noise(long size) {
            this.size = size;
        }

        @Override
        public int read() {
            return position == size ? -1 : next() & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (position == size) {
                return -1;
            }
            int read = (int) Math.min(length, size - position);
            for (int i = 0; i < read; i++) {
                bytes[offset + i] = next();
            }
            return read;
        }

        private byte next() {
            return (byte) ((position++ * 0x9E3779B97F4A7C15L) >>> 53);
        }
    }
}
