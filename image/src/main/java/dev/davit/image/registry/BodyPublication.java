package dev.davit.image.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Sends a body's bytes as the client asks for them, with a few buffers at a time in memory. */
final class BodyPublication implements BodyPublisher {

    private static final int BUFFER = 64 * 1024;
    private static final long STEP = 256 * 1024;

    private final Body body;
    private final Pulse pulse;

    BodyPublication(Body body, Pulse pulse) {
        this.body = body;
        this.pulse = pulse;
    }

    @Override
    public long contentLength() {
        return body.length();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Reading(subscriber));
    }

    /** One sending. Whoever raises the demand from nothing sends until it is met; anyone may cancel. */
    private final class Reading implements Subscription {

        private final Subscriber<? super ByteBuffer> subscriber;
        private final AtomicLong demand = new AtomicLong();
        private volatile boolean done;
        private volatile @Nullable InputStream in;
        private long left = body.length();
        private long told;

        Reading(Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            if (demand.getAndAdd(n) == 0) {
                do {
                    send();
                } while (demand.decrementAndGet() > 0);
            }
        }

        /** Closes what is read from, which ends a read that is under way. */
        @Override
        public void cancel() {
            done = true;
            close();
        }

        private void send() {
            if (done) {
                return;
            }
            try {
                byte[] bytes = next();
                left -= bytes.length;
                done |= left == 0;
                tell();
                subscriber.onNext(ByteBuffer.wrap(bytes));
                if (left == 0) {
                    close();
                    subscriber.onComplete();
                }
            } catch (IOException | RuntimeException e) {
                close();
                if (!done) {
                    done = true;
                    subscriber.onError(new UnreadableContent(e));
                }
            }
        }

        private byte[] next() throws IOException {
            InputStream open = in;
            if (open == null) {
                open = body.open();
                in = open;
                if (done) {
                    throw new EOFException("cancelled");
                }
            }
            byte[] bytes = new byte[(int) Math.min(BUFFER, left)];
            int read = open.readNBytes(bytes, 0, bytes.length);
            if (read < bytes.length) {
                throw new EOFException("the content ends " + (left - read) + " bytes too early");
            }
            return bytes;
        }

        private void tell() {
            pulse.beat();
            long sent = body.offset() + body.length() - left;
            if (sent - told >= STEP || left == 0) {
                told = sent;
                body.sent().accept(sent);
            }
        }

        private void close() {
            InputStream open = in;
            try {
                if (open != null) {
                    open.close();
                }
            } catch (IOException e) {
                // It was only read from.
            }
        }
    }
}
