package dev.davit.balancer;

import dev.davit.balancer.http1.ResponseHead;
import dev.davit.balancer.http1.ResponseHead.Persistence;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes one response to an HTTP/1.x client in the framing that this client understands. */
final class ResponseWriter {
    /** Bodies up to this size are copied behind their head, which is cheaper than a second buffer. */
    private static final int MERGED_BODY = 4096;

    private static final ByteBuf CRLF = ascii("\r\n");
    private static final ByteBuf LAST_CHUNK = ascii("0\r\n\r\n");

    private final ClientConnection client;
    private final boolean http11;
    private final boolean toHead;
    private @Nullable ByteBuf unsentHead;
    private boolean started;
    private boolean sent;
    private int status;
    private boolean addsChunking;
    private boolean removesChunking;
    private boolean closeDelimited;
    private boolean persistent;

    ResponseWriter(ClientConnection client, boolean http11, boolean toHead) {
        this.client = client;
        this.http11 = http11;
        this.toHead = toHead;
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer()
                .writeBytes(text.getBytes(StandardCharsets.US_ASCII))
                .asReadOnly());
    }

    /** Whether a final response is under way. */
    boolean hasStarted() {
        return started;
    }

    /** Whether the client got anything, interim responses included. */
    boolean hasSent() {
        return sent;
    }

    /** Whether the client's connection may carry another request after this response. */
    boolean isPersistent() {
        return persistent;
    }

    boolean isCloseDelimited() {
        return closeDelimited;
    }

    boolean removesChunking() {
        return removesChunking;
    }

    void interim(ResponseHead interim) {
        if (http11) {
            sent = true;
            ByteBuf out = client.allocator().buffer(256);
            interim.writeTo(out, Persistence.IMPLIED, false, false);
            client.write(out);
        }
    }

    void switched(ResponseHead answer) {
        started = true;
        sent = true;
        client.listener().statuses.add(200);
        ByteBuf out = client.allocator().buffer(512);
        answer.writeTo(out, Persistence.UPGRADE, false, false);
        client.write(out);
    }

    void head(ResponseHead answer, boolean requestComplete, int bodyBytes) {
        boolean endsWithConnection = answer.endsWithConnection(toHead);
        addsChunking = endsWithConnection && http11;
        removesChunking = answer.isChunked() && !http11 && !answer.hasNoBody(toHead);
        closeDelimited = removesChunking || (endsWithConnection && !http11);
        persistent = requestComplete && !closeDelimited && client.mayPersist();
        Persistence persistence =
                !persistent ? Persistence.CLOSE : http11 ? Persistence.IMPLIED : Persistence.KEEP_ALIVE;
        status = answer.status();
        ByteBuf out = client.allocator().buffer(answer.length() + 64 + (bodyBytes <= MERGED_BODY ? bodyBytes : 0));
        answer.writeTo(out, persistence, addsChunking, removesChunking);
        unsentHead = out;
    }

    void flushHead() {
        ByteBuf out = unsentHead;
        unsentHead = null;
        if (out != null) {
            started = true;
            sent = true;
            client.listener().statuses.add(status);
            client.write(out);
        }
    }

    /** Content within a chunked body whose coding is removed. */
    void content(ByteBuf buffer, int offset, int length) {
        flushHead();
        client.write(buffer.retainedSlice(offset, length));
    }

    /** Takes over {@code data}. */
    void body(ByteBuf data) {
        ByteBuf out = unsentHead;
        if (removesChunking || !data.isReadable()) {
            data.release();
        } else if (addsChunking) {
            flushHead();
            client.write(ascii16(data.readableBytes()));
            client.write(data);
            client.write(CRLF.duplicate());
        } else if (out != null && data.readableBytes() <= MERGED_BODY) {
            out.writeBytes(data);
            data.release();
        } else {
            flushHead();
            client.write(data);
        }
        flushHead();
    }

    private ByteBuf ascii16(int size) {
        ByteBuf line = client.allocator().buffer(12);
        line.writeCharSequence(Integer.toHexString(size) + "\r\n", StandardCharsets.US_ASCII);
        return line;
    }

    void end() {
        flushHead();
        if (addsChunking) {
            client.write(LAST_CHUNK.duplicate());
        }
    }

    void discard() {
        if (unsentHead != null) {
            unsentHead.release();
            unsentHead = null;
        }
    }
}
