package dev.davit.balancer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** The part of a request's body that came so far, while all of it is still held: for a first send, or to be sent again. */
final class HeldBody {
    private static final int LIMIT = 64 * 1024;

    private @Nullable ByteBuf bytes;
    private boolean dropped;

    /** Copies the readable bytes. */
    void add(ByteBuf data, ByteBufAllocator allocator) {
        if (bytes == null) {
            bytes = allocator.buffer(data.readableBytes());
        }
        bytes.writeBytes(data, data.readerIndex(), data.readableBytes());
    }

    /** Copies what is sent just now as long as a retry may need it. */
    void addIfRetriable(ByteBuf data, boolean retriable, ByteBufAllocator allocator) {
        if (!dropped && retriable && size() + data.readableBytes() <= LIMIT) {
            add(data, allocator);
        } else {
            drop();
        }
    }

    private int size() {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    boolean isFull() {
        return size() >= LIMIT;
    }

    /** Whether everything that came is here, be it nothing. */
    boolean isWhole() {
        return !dropped;
    }

    /** What to send now, to be released by the caller; null where nothing has come. Gives the bytes up where they will not be needed again. */
    @Nullable
    ByteBuf take(boolean keep) {
        ByteBuf held = bytes;
        if (held == null) {
            return null;
        }
        ByteBuf sent = held.retainedDuplicate();
        if (!keep || held.readableBytes() > LIMIT) {
            drop();
        }
        return sent;
    }

    void drop() {
        dropped = true;
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}
