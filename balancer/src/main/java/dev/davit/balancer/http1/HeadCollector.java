package dev.davit.balancer.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The octets of one connection that are not consumed yet, and where the head at their front ends. Owns its buffer. */
public final class HeadCollector {
    private static final int MAX_START_LINE = 8 * 1024;

    private final int limit;
    private @Nullable ByteBuf buffer;
    private int scanned;
    private int lineStart;

    /** {@code limit} is the longest head accepted, in octets. */
    public HeadCollector(int limit) {
        this.limit = limit;
    }

    /** Takes over {@code input}, behind what is there. */
    public void add(ByteBuf input, ByteBufAllocator allocator) {
        ByteBuf held = buffer;
        if (held == null) {
            buffer = input;
            restart();
            return;
        }
        if (held.writableBytes() < input.readableBytes() || held.isReadOnly()) {
            ByteBuf grown = allocator.buffer(Math.max(512, (held.readableBytes() + input.readableBytes()) * 2));
            scanned -= held.readerIndex();
            lineStart -= held.readerIndex();
            grown.writeBytes(held);
            held.release();
            buffer = held = grown;
        }
        held.writeBytes(input);
        input.release();
    }

    private void restart() {
        scanned = buffer == null ? 0 : buffer.readerIndex();
        lineStart = scanned;
    }

    public boolean isEmpty() {
        return buffer == null;
    }

    public int size() {
        return buffer == null ? 0 : buffer.readableBytes();
    }

    /** The held octets; only where {@link #isEmpty()} does not hold. */
    public ByteBuf buffer() {
        return Objects.requireNonNull(buffer);
    }

    /** Skips empty lines before a request line (RFC 9112 §2.2). */
    public void skipEmptyLines() {
        ByteBuf held = buffer;
        if (held == null) {
            return;
        }
        int at = held.readerIndex();
        while (held.writerIndex() - at >= 2 && held.getByte(at) == Octets.CR && held.getByte(at + 1) == Octets.LF) {
            at += 2;
        }
        if (at != held.readerIndex()) {
            held.readerIndex(at);
            consumed();
        }
    }

    /**
     * The length of the head at the front with its ending empty line, or -1 while that has not arrived.
     *
     * @throws MalformedMessageException where the start line (414) or the head (431) is longer than allowed
     */
    public int headLength() throws MalformedMessageException {
        ByteBuf held = buffer;
        if (held == null) {
            return -1;
        }
        int end = held.writerIndex();
        int start = held.readerIndex();
        int lf;
        while ((lf = held.indexOf(scanned, end, Octets.LF)) >= 0) {
            int line = lineStart;
            lineStart = scanned = lf + 1;
            if (line == start && lf - start > MAX_START_LINE) {
                break;
            }
            if (lf == line || (lf == line + 1 && held.getByte(line) == Octets.CR)) {
                if (lf + 1 - start > limit) {
                    throw tooLarge();
                }
                return lf + 1 - start;
            }
        }
        if (lf < 0) {
            scanned = end;
        }
        if (lf >= 0 || (lineStart == start && end - start > MAX_START_LINE)) {
            throw new MalformedMessageException(414, "a request line longer than " + MAX_START_LINE + " bytes");
        }
        if (end - start > limit) {
            throw tooLarge();
        }
        return -1;
    }

    private MalformedMessageException tooLarge() {
        return new MalformedMessageException(431, "header fields longer than " + limit + " bytes");
    }

    /** To be called after the buffer's reader index was moved: lets it go when it is read to its end. */
    public void consumed() {
        if (buffer != null && !buffer.isReadable()) {
            buffer.release();
            buffer = null;
        }
        restart();
    }

    /** Hands out the held octets; the caller releases them. */
    public @Nullable ByteBuf take() {
        ByteBuf held = buffer;
        buffer = null;
        return held;
    }

    public void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
