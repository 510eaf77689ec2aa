package dev.davit.image.store;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A file of the store that is being written. Its failures are the store's, and say so. */
final class IngestOutput extends OutputStream {

    private final Path path;
    private final OptionalLong needed;
    private final FileOutputStream out;

    /**
     * Creates the file.
     *
     * @param needed how many bytes it will get, where that is known
     */
    IngestOutput(Path path, OptionalLong needed) throws ImageStoreException {
        this.path = path;
        this.needed = needed;
        try {
            this.out = new FileOutputStream(path.toFile());
        } catch (IOException e) {
            throw ImageStoreException.of("write", path, needed, e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw ImageStoreException.of("write", path, needed, e);
        }
    }

    /** Returns once the disk has it, so that a power cut cannot leave an empty file under the name of its content. */
    void sync() throws IOException {
        try {
            out.getFD().sync();
        } catch (IOException e) {
            throw ImageStoreException.of("write", path, needed, e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
