package dev.davit.image.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Tells now and then how many bytes have been read. */
final class CountingInput extends FilterInputStream {

    private static final long STEP = 256 * 1024;

    private final LongConsumer told;
    private long count;
    private long next = STEP;

    CountingInput(InputStream in, LongConsumer told) {
        super(in);
        this.told = told;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = in.read(bytes, offset, length);
        if (read > 0) {
            count += read;
            if (count >= next) {
                next = count + STEP;
                told.accept(count);
            }
        }
        return read;
    }
}
