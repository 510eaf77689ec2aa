package dev.davit.image.layer;

/**
 * How much an image that comes from a stranger may unpack to.
 *
 * @param bytes of all its layers together, uncompressed, and with the holes of sparse files
 * @param ratio how many times its compressed size one layer may have, once that is more than 1 GiB
 * @param entries of all its layers together
 */
public record LayerLimits(long bytes, int ratio, int entries) {

    /** 64 GiB, 200 times, and a million entries: several times more than the largest images that people use. */
    public static final LayerLimits DEFAULT = new LayerLimits(64L << 30, 200, 1_000_000);

    private static final long ANY_RATIO = 1L << 30;

    public LayerLimits {
        if (bytes < 0 || ratio < 1 || entries < 0) {
            throw new IllegalArgumentException("Not limits for layers: " + bytes + " bytes, " + ratio + " times, "
                    + entries + " entries. Expected numbers from 0 on, and a ratio from 1 on.");
        }
    }

    /** The most bytes that a layer of this compressed size may have, uncompressed. */
    long uncompressed(long size) {
        return Math.min(bytes, Math.max(ANY_RATIO, Math.min(size, Long.MAX_VALUE / ratio) * ratio));
    }

    /** What is left for further layers. */
    public LayerLimits minus(long usedBytes, int usedEntries) {
        return new LayerLimits(Math.max(0, bytes - usedBytes), ratio, Math.max(0, entries - usedEntries));
    }
}
