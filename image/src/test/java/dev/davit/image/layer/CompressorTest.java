package dev.davit.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressorTest {

    private static final int BLOCK = GzipBlock.SIZE;

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, 65_535, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK + 17, 10 * BLOCK, 20 * BLOCK + 5})
    void gzipOfAnyLengthReadsTheSameAgain(int length) throws IOException {
        for (byte[] content : new byte[][] {text(length), random(length), mixed(length)}) {
            byte[] gzip = gzip(content, 3, 8192);

            assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes())
                    .isEqualTo(content);
            assertThat(oneMember(gzip)).isEqualTo(content);
        }
    }

    @Test
    void gzipIsTheSameForAnyNumberOfThreadsAndAnyWayOfWriting() throws IOException {
        byte[] content = mixed(17 * BLOCK + 4711);
        byte[] expected = gzip(content, 1, content.length);

        for (int threads : new int[] {2, 3, 16}) {
            for (int chunk : new int[] {977, BLOCK, content.length}) {
                assertThat(gzip(content, threads, chunk)).isEqualTo(expected);
            }
        }
    }

    @Test
    void zstdIsTheSameForAnyNumberOfThreadsAndAnyWayOfWriting() throws IOException {
        byte[] content = mixed(20 << 20);
        byte[] expected = zstd(content, 1, content.length);

        for (int threads : new int[] {2, 4}) {
            assertThat(zstd(content, threads, 65_536)).isEqualTo(expected);
        }
        assertThat(new ZstdInputStream(new ByteArrayInputStream(expected)).readAllBytes())
                .isEqualTo(content);
    }

    @Test
    void blocksReferToEachOther() throws IOException {
        byte[] once = random(1000);
        byte[] content = new byte[4 * BLOCK];
        for (int at = 0; at < content.length; at += once.length) {
            System.arraycopy(once, 0, content, at, Math.min(once.length, content.length - at));
        }
        // Each block begins with what the one before it ended with, so that none has to spell it out again.
        assertThat(gzip(content, 2, BLOCK).length).isLessThan(4 * 1000 + 2500);
    }

    @Test
    void whatCannotBeCompressedIsStored() throws IOException {
        byte[] content = random(9 * BLOCK);

        assertThat(gzip(content, 2, BLOCK).length).isLessThan(content.length + 9 * 20 + 20);
    }

    @Test
    void gzipIsOneMemberWithoutTimeOrName() throws IOException {
        byte[] gzip = gzip(mixed(5 * BLOCK), 2, BLOCK);

        assertThat(gzip).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
        assertThat(oneMember(gzip)).hasSize(5 * BLOCK);
    }

    @Test
    void failureToWriteComesThroughAndLeavesNoThread() throws InterruptedException {
        var full = new OutputStream() {
            private int written;

            @Override
            public void write(int b) throws IOException {
                throw new IOException("disk full");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                written += length;
                if (written > 3 * BLOCK) {
                    throw new IOException("disk full");
                }
            }
        };
        byte[] content = random(40 * BLOCK);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> {
                    try (var gzip = new ParallelGzip(full, 4, 3)) {
                        gzip.write(content);
                    }
                })
                .withMessage("disk full");
        assertNoThreadIsLeft();
    }

    @Test
    void interruptionEndsTheStreamAndItsThreads() throws Exception {
        byte[] content = text(40 * BLOCK);
        var result = new Throwable[1];
        Thread thread = Thread.ofPlatform().start(() -> {
            Thread.currentThread().interrupt();
            try (var gzip = new ParallelGzip(OutputStream.nullOutputStream(), 9, 2)) {
                gzip.write(content);
            } catch (IOException e) {
                result[0] = e;
            }
        });
        thread.join();

        assertThat(result[0]).isInstanceOf(InterruptedIOException.class);
        assertNoThreadIsLeft();
    }

    @Test
    void levelThatDoesNotExistIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Compressor.gzip(10))
                .withMessageContaining("Expected 1 to 9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Compressor.zstd(0))
                .withMessageContaining("Expected 1 to 19");
    }

    private static byte[] oneMember(byte[] gzip) throws IOException {
        var in = new ByteArrayInputStream(gzip);
        byte[] content = new GzipCompressorInputStream(in).readAllBytes();
        assertThat(in.available()).isZero();
        return content;
    }

    /** The pool is done a moment before the last of its threads is. */
    private static void assertNoThreadIsLeft() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("layer-gzip")) {
                assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
            }
        }
    }

    private static byte[] gzip(byte[] content, int threads, int chunk) throws IOException {
        var out = new ByteArrayOutputStream();
        write(content, chunk, new ParallelGzip(out, 4, threads));
        return out.toByteArray();
    }

    private static byte[] zstd(byte[] content, int threads, int chunk) throws IOException {
        var out = new ByteArrayOutputStream();
        write(content, chunk, ZstdStreams.compress(out, 3, threads));
        return out.toByteArray();
    }

    private static void write(byte[] content, int chunk, OutputStream out) throws IOException {
        try (out) {
            for (int at = 0; at < content.length; at += chunk) {
                out.write(content, at, Math.min(chunk, content.length - at));
            }
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(int length) {
        byte[] bytes = new byte[length];
        var random = new Random(length);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) "etaoin shrdlu\n".charAt((int) Math.abs(random.nextGaussian() * 4) % 14);
        }
        return bytes;
    }

    /** Random and regular parts, with borders that are not those of blocks. */
    private static byte[] mixed(int length) {
        byte[] bytes = random(length);
        for (int at = 0; at < length; at += 300_000) {
            Arrays.fill(bytes, at, Math.min(length, at + 100_000), (byte) at);
        }
        return bytes;
    }
}
