package dev.davit.build;

import dev.davit.build.fingerprint.Fingerprint;
import dev.davit.build.layer.AtomicFile;
import dev.davit.image.Digest;
import dev.davit.image.ImageReference;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the last build of a context was made from and what it came to.
 *
 * @param settings digest of what decides the result besides files and the base
 * @param image digest of the image, or of the index where it is for several platforms
 */
record BuildRecord(Digest settings, OnBase base, Digest image, Fingerprint inputs) {
    private static final int FORMAT = 0xda_71_00_02;

    /**
     * What the image was built on.
     *
     * @param identity tells it from every other base
     * @param pin an image of a registry, by its tag and the digest that this had
     */
    record OnBase(String identity, Optional<ImageReference> pin) {}

    static Optional<BuildRecord> read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            return in.readInt() == FORMAT
                    ? Optional.of(new BuildRecord(
                            Digest.parse(in.readUTF()),
                            new OnBase(in.readUTF(), optional(in.readUTF()).map(ImageReference::parse)),
                            Digest.parse(in.readUTF()),
                            Fingerprint.read(in)))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            // A record that cannot be read costs one build.
            return Optional.empty();
        }
    }

    private static Optional<String> optional(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    void write(Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(FORMAT);
        out.writeUTF(settings.toString());
        out.writeUTF(base.identity());
        out.writeUTF(base.pin().map(ImageReference::toString).orElse(""));
        out.writeUTF(image.toString());
        inputs.write(out);
        AtomicFile.write(file, bytes.toByteArray());
    }
}
