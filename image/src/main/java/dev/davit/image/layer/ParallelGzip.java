package dev.davit.image.layer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * One gzip member (RFC 1952) whose blocks are deflated on several threads. The bytes are the same for any number of
 * them. The thread that writes here also writes what comes out, in order, and waits when too many blocks are under way.
 *
 * <p>The threads are platform threads of this stream alone: deflating keeps a core busy, so that virtual threads would
 * hold up whatever else those carry. They start with the second block and are gone when the stream is closed. For one
 * thread at a time.
 */
final class ParallelGzip extends OutputStream {

    // No time, no name, and "unknown" for the operating system, so that it is the same everywhere.
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    // An empty last block, with fixed codes.
    private static final byte[] LAST = {3, 0};

    private final OutputStream out;
    private final int level;
    private final int threads;
    private final CRC32 crc = new CRC32();
    private final List<GzipBlock> all = new ArrayList<>();
    private final Deque<GzipBlock> idle = new ArrayDeque<>();
    private final Deque<Future<GzipBlock>> underWay = new ArrayDeque<>();
    private @Nullable ExecutorService workers;
    private GzipBlock current;
    private long count;
    private boolean failed;
    private boolean closed;

    ParallelGzip(OutputStream out, int level, int threads) {
        this.out = out;
        this.level = level;
        this.threads = threads;
        this.current = idleBlock();
        current.start();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the gzip stream is closed");
        }
        crc.update(bytes, offset, length);
        int taken = 0;
        while (taken < length) {
            if (current.isFull()) {
                handOver();
            }
            taken += current.fill(bytes, offset + taken, length - taken);
        }
        count += length;
    }

    /** Compresses what is left, unless an earlier write failed, and ends the threads. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (out) {
            if (!failed) {
                finish();
            }
        } finally {
            endThreads();
            all.forEach(GzipBlock::end);
        }
    }

    private void finish() throws IOException {
        if (workers == null) {
            out.write(HEADER);
        }
        while (!underWay.isEmpty()) {
            writeOldest(underWay.removeFirst());
        }
        if (!current.isEmpty()) {
            current.call().writeTo(out);
        }
        out.write(LAST);
        writeNumber(crc.getValue());
        writeNumber(count);
    }

    private void handOver() throws IOException {
        if (workers == null) {
            failing(() -> out.write(HEADER));
            workers = startThreads();
        }
        // Made before the block is under way, which it refers to.
        GzipBlock next = idleBlock();
        next.startAfter(current);
        underWay.add(workers.submit(current));
        current = next;
        while (underWay.size() > 2 * threads || isDone(underWay.peekFirst())) {
            Future<GzipBlock> oldest = underWay.removeFirst();
            failing(() -> writeOldest(oldest));
        }
    }

    private void writeOldest(Future<GzipBlock> oldest) throws IOException {
        try {
            // A block that is done is given out also to a thread that should have stopped.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            GzipBlock block = oldest.get();
            block.writeTo(out);
            idle.add(block);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("Interrupted while a layer was compressed");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            throw new IOException("Cannot compress a layer: " + e.getCause(), e);
        }
    }

    private static boolean isDone(@Nullable Future<GzipBlock> oldest) {
        return oldest != null && oldest.isDone();
    }

    private void failing(Step step) throws IOException {
        boolean done = false;
        try {
            step.run();
            done = true;
        } finally {
            failed = !done;
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private GzipBlock idleBlock() {
        GzipBlock block = idle.poll();
        if (block == null) {
            block = new GzipBlock(level);
            all.add(block);
        }
        return block;
    }

    private void writeNumber(long number) throws IOException {
        out.write(new byte[] {(byte) number, (byte) (number >> 8), (byte) (number >> 16), (byte) (number >> 24)});
    }

    private ExecutorService startThreads() {
        var number = new AtomicInteger();
        return Executors.newFixedThreadPool(
                threads,
                task -> Thread.ofPlatform()
                        .daemon()
                        .name("layer-gzip-" + number.incrementAndGet())
                        .unstarted(task));
    }

    /** Waits for the blocks under way, a few milliseconds at most, as their memory is about to be freed. */
    private void endThreads() {
        if (workers != null) {
            underWay.forEach(block -> block.cancel(false));
            workers.close();
        }
    }
}
