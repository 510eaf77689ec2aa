package dev.davit.image.layer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** An archive whose entries go into a layer. It is looked through first, and opened again when the layer is written. */
sealed interface InputArchive permits TarInput, ZipInput {

    Path file();

    /** Adds every entry under its name in the archive, with this in front. */
    void addTo(LayerBuilder builder, String prefix) throws IOException;

    /** For reading the content of members, in any order; the caller closes it. */
    Opened open() throws IOException;

    /**
     * A file in the archive.
     *
     * @param offset where its content begins, in a tar archive
     */
    record Member(String name, long offset, long size) {}

    /** An archive that is open. */
    interface Opened extends Closeable {
        /** The content of a member; the next call may end the stream. */
        InputStream content(Member member) throws IOException;
    }

    /** Tells the kind of archive by its first bytes. */
    static InputArchive of(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(4);
        }
        return startsWith(head, 'P', 'K', 3, 4) || startsWith(head, 'P', 'K', 5, 6)
                ? new ZipInput(file, FileState.of(file))
                : new TarInput(file, FileState.of(file), compression(head));
    }

    private static TarInput.Compression compression(byte[] head) {
        if (startsWith(head, 0x1f, 0x8b)) {
            return TarInput.Compression.GZIP;
        }
        return startsWith(head, 0x28, 0xb5, 0x2f, 0xfd) ? TarInput.Compression.ZSTD : TarInput.Compression.NONE;
    }

    private static boolean startsWith(byte[] head, int... magic) {
        byte[] expected = new byte[magic.length];
        for (int i = 0; i < magic.length; i++) {
            expected[i] = (byte) magic[i];
        }
        return head.length >= magic.length && Arrays.equals(head, 0, magic.length, expected, 0, magic.length);
    }
}
