package dev.davit.image.layer;

/** How many threads compress one layer. */
final class Cores {

    // What one thread can read, digest and write beside them.
    private static final int MOST_FOR_GZIP = 16;
    private static final int MOST_FOR_ZSTD = 4;

    private Cores() {}

    static int forGzip() {
        return Math.min(MOST_FOR_GZIP, Runtime.getRuntime().availableProcessors());
    }

    static int forZstd() {
        return Math.min(MOST_FOR_ZSTD, Runtime.getRuntime().availableProcessors());
    }
}
