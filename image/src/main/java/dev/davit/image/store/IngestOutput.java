package dev.davit.image.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A file of the store that is being written. Its failures are the store's, and say so. Closes nothing. */
final class IngestOutput extends OutputStream {

    private final Path path;
    private final OptionalLong needed;
    private final FileChannel channel;

    /**
     * Writes to a file.
     *
     * @param path what it is called in messages
     * @param needed how many bytes it will get, where that is known
     */
    IngestOutput(FileChannel channel, Path path, OptionalLong needed) {
        this.channel = channel;
        this.path = path;
        this.needed = needed;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        } catch (IOException e) {
            throw ImageStoreException.of("write", path, needed, e);
        }
    }

    /** Returns once the disk has it, so that a power cut cannot leave an empty file under the name of its content. */
    void sync() throws IOException {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw ImageStoreException.of("write", path, needed, e);
        }
    }
}
