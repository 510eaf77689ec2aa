package dev.davit.image.layer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import java.util.zip.Deflater;

/**
 * A piece of a gzip member that is deflated by itself. It may refer to the end of the piece before it, which is known
 * before that one is compressed, and it ends on a whole byte; so the pieces, one after the other, are one deflate stream
 * (RFC 1951), and each is the same whichever thread makes it. Used by one thread at a time.
 */
final class GzipBlock implements Callable<GzipBlock> {

    static final int SIZE = 1 << 17;

    private static final int WINDOW = 1 << 15;
    private static final int MOST_STORED = 0xFFFF;

    /**
     * A block counts as random when two of its bytes are equal less than 1.1 times as often as two random ones: what is
     * compressed already, such as most of a jar. Deflate would take its longest there, to save 2 %.
     */
    private static final long RANDOM_PER_TEN = 11;

    private final Deflater deflater;
    private final byte[] input = new byte[WINDOW + SIZE];
    private final byte[] output = new byte[SIZE + SIZE / 8];
    private int window;
    private int length;
    private int compressed;

    GzipBlock(int level) {
        this.deflater = new Deflater(level, true);
    }

    /** Begins anew, as the first block of a stream. */
    void start() {
        window = 0;
        length = 0;
    }

    /** Begins anew, as the block that follows this one. */
    void startAfter(GzipBlock before) {
        window = Math.min(WINDOW, before.window + before.length);
        length = 0;
        System.arraycopy(before.input, before.window + before.length - window, input, 0, window);
    }

    /** Takes as many of these bytes as there is room for, and tells how many. */
    int fill(byte[] bytes, int from, int count) {
        int taken = Math.min(count, SIZE - length);
        System.arraycopy(bytes, from, input, window + length, taken);
        length += taken;
        return taken;
    }

    boolean isEmpty() {
        return length == 0;
    }

    boolean isFull() {
        return length == SIZE;
    }

    /** Compresses what was filled in. */
    @Override
    public GzipBlock call() {
        compressed = 0;
        if (isRandom()) {
            return this;
        }
        deflater.reset();
        deflater.setDictionary(input, 0, window);
        deflater.setInput(input, window, length);
        // With room left, all of it is written, up to and including the marker that ends on a whole byte.
        compressed = deflater.deflate(output, 0, output.length, Deflater.SYNC_FLUSH);
        if (compressed >= length) {
            compressed = 0;
        }
        return this;
    }

    void writeTo(OutputStream out) throws IOException {
        if (compressed > 0) {
            out.write(output, 0, compressed);
            return;
        }
        for (int from = 0; from < length; from += MOST_STORED) {
            int count = Math.min(MOST_STORED, length - from);
            out.write(new byte[] {0, (byte) count, (byte) (count >> 8), (byte) ~count, (byte) (~count >> 8)});
            out.write(input, window + from, count);
        }
    }

    void end() {
        deflater.end();
    }

    private boolean isRandom() {
        int[] counts = new int[256];
        for (int i = window; i < window + length; i++) {
            counts[input[i] & 0xff]++;
        }
        long pairs = 0;
        for (int count : counts) {
            pairs += (long) count * count;
        }
        return pairs * 256 * 10 < (long) length * length * RANDOM_PER_TEN;
    }
}
