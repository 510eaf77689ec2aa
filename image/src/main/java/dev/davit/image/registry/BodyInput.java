package dev.davit.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as a stream. Unlike the one that the JDK offers, a read fails when nothing comes for too long.
 * The client's threads fill the queue, one thread reads; a few buffers lie between them, never more.
 */
final class BodyInput extends InputStream implements BodySubscriber<InputStream> {

    private static final int AHEAD = 8;
    private static final List<ByteBuffer> END = List.of();

    private final Duration patience;
    private final BlockingQueue<List<ByteBuffer>> queue = new LinkedBlockingQueue<>();
    private volatile @Nullable Subscription subscription;
    private volatile @Nullable Throwable failure;

    private Iterator<ByteBuffer> list = Collections.emptyIterator();
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private volatile boolean ended;

    /** A stream that waits this long for each next piece. */
    BodyInput(Duration patience) {
        this.patience = patience;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        if (ended) {
            given.cancel();
        } else {
            given.request(AHEAD);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        if (item.isEmpty()) {
            requestOne();
        } else {
            queue.add(item);
        }
    }

    @Override
    public void onError(Throwable throwable) {
        failure = throwable;
        queue.add(END);
    }

    @Override
    public void onComplete() {
        queue.add(END);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!advance()) {
            return -1;
        }
        int read = Math.min(length, buffer.remaining());
        buffer.get(bytes, offset, read);
        return read;
    }

    /** Gives the connection up, unless the stream was read to its end. Ends a read that waits, so any thread may call it. */
    @Override
    public void close() {
        ended = true;
        Subscription given = subscription;
        if (given != null) {
            given.cancel();
        }
        queue.clear();
        queue.add(END);
    }

    /** Makes the buffer hold something, or says that nothing is left. */
    private boolean advance() throws IOException {
        while (!buffer.hasRemaining()) {
            if (list.hasNext()) {
                buffer = list.next();
            } else if (ended) {
                return false;
            } else {
                List<ByteBuffer> next = next();
                if (next.isEmpty()) {
                    ended = true;
                    throwFailure();
                    return false;
                }
                list = next.iterator();
                requestOne();
            }
        }
        return true;
    }

    private List<ByteBuffer> next() throws IOException {
        try {
            List<ByteBuffer> next = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (next == null) {
                close();
                throw new HttpTimeoutException("nothing came for " + patience.toMillis() / 1000.0 + " s");
            }
            return next;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Reading from the registry was interrupted");
        }
    }

    private void requestOne() {
        Subscription given = subscription;
        if (given != null) {
            given.request(1);
        }
    }

    private void throwFailure() throws IOException {
        Throwable cause = failure;
        if (cause != null) {
            throw cause instanceof IOException io ? new IOException(io.getMessage(), io) : new IOException(cause);
        }
    }
}
