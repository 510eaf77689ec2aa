package dev.davit.balancer.http1;

import static dev.davit.balancer.http1.MalformedMessageException.bad;

import io.netty.buffer.ByteBuf;

/** Finds where a message's body ends (RFC 9112 §6 and §7) and checks the chunked coding; it never copies. Reused from message to message. */
public final class BodyScanner {
    private static final int MAX_CHUNK_LINE = 1024;
    private static final int MAX_TRAILERS = 8 * 1024;

    // A field whose name happens to share a hash is refused as well, which no name in use does.
    private static final int HOST = "host".hashCode();
    private static final int CONTENT_LENGTH = "content-length".hashCode();
    private static final int TRANSFER_ENCODING = "transfer-encoding".hashCode();

    private enum State {
        SIZE_FIRST,
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_LF,
        END_LF,
        LENGTH,
        UNTIL_CLOSE,
        COMPLETE
    }

    private State state = State.COMPLETE;
    private long remaining;
    private int lineLength;
    private int trailerLength;
    private int nameHash;

    /** Takes the content of chunked bodies as it is found. */
    @FunctionalInterface
    public interface DataSink {
        void data(ByteBuf buffer, int offset, int length);
    }

    public void none() {
        state = State.COMPLETE;
    }

    public void length(long length) {
        remaining = length;
        state = length == 0 ? State.COMPLETE : State.LENGTH;
    }

    public void chunked() {
        remaining = 0;
        lineLength = 0;
        trailerLength = 0;
        state = State.SIZE_FIRST;
    }

    public void untilClose() {
        state = State.UNTIL_CLOSE;
    }

    public boolean isComplete() {
        return state == State.COMPLETE;
    }

    public boolean isUntilClose() {
        return state == State.UNTIL_CLOSE;
    }

    /** How many of the readable octets belong to the body, as coded; the reader index stays. */
    public int scan(ByteBuf buffer) throws MalformedMessageException {
        return scan(buffer, (_, _, _) -> {});
    }

    /** As {@link #scan(ByteBuf)}, telling {@code sink} where the content of chunks lies. */
    public int scan(ByteBuf buffer, DataSink sink) throws MalformedMessageException {
        int start = buffer.readerIndex();
        int end = buffer.writerIndex();
        return switch (state) {
            case COMPLETE -> 0;
            case UNTIL_CLOSE -> end - start;
            case LENGTH -> {
                int taken = (int) Math.min(remaining, end - start);
                length(remaining - taken);
                yield taken;
            }
            default -> chunks(buffer, start, end, sink) - start;
        };
    }

    private int chunks(ByteBuf buffer, int from, int end, DataSink sink) throws MalformedMessageException {
        int at = from;
        while (at < end && state != State.COMPLETE) {
            if (state == State.DATA) {
                int taken = (int) Math.min(remaining, end - at);
                sink.data(buffer, at, taken);
                at += taken;
                remaining -= taken;
                if (remaining == 0) {
                    state = State.DATA_CR;
                }
            } else {
                step(buffer.getByte(at++));
            }
        }
        return at;
    }

    private void step(byte b) throws MalformedMessageException {
        switch (state) {
            case SIZE_FIRST -> {
                remaining = digit(b);
                lineLength = 1;
                state = State.SIZE;
            }
            case SIZE -> size(b);
            case EXTENSION -> {
                if (b == Octets.CR) {
                    state = State.SIZE_LF;
                } else if (!Octets.isFieldValue(b) || ++lineLength > MAX_CHUNK_LINE) {
                    throw bad("an invalid chunk extension");
                }
            }
            case SIZE_LF -> {
                expect(b, Octets.LF);
                state = remaining == 0 ? State.TRAILER_START : State.DATA;
            }
            case DATA_CR -> {
                expect(b, Octets.CR);
                state = State.DATA_LF;
            }
            case DATA_LF -> {
                expect(b, Octets.LF);
                state = State.SIZE_FIRST;
            }
            default -> trailer(b);
        }
    }

    private void size(byte b) throws MalformedMessageException {
        if (b == Octets.CR) {
            state = State.SIZE_LF;
        } else if (b == ';') {
            state = State.EXTENSION;
        } else if (++lineLength > 15) {
            throw bad("a chunk that is too large");
        } else {
            remaining = remaining << 4 | digit(b);
        }
    }

    private void trailer(byte b) throws MalformedMessageException {
        if (++trailerLength > MAX_TRAILERS) {
            throw new MalformedMessageException(431, "trailer fields longer than " + MAX_TRAILERS + " bytes");
        }
        switch (state) {
            case TRAILER_START -> {
                nameHash = 0;
                if (b == Octets.CR) {
                    state = State.END_LF;
                } else {
                    state = State.TRAILER_NAME;
                    name(b, true);
                }
            }
            case TRAILER_NAME -> name(b, false);
            case TRAILER_VALUE -> {
                if (b == Octets.CR) {
                    state = State.TRAILER_LF;
                } else if (!Octets.isFieldValue(b)) {
                    throw bad("an invalid trailer field");
                }
            }
            case TRAILER_LF -> {
                expect(b, Octets.LF);
                state = State.TRAILER_START;
            }
            default -> {
                expect(b, Octets.LF);
                state = State.COMPLETE;
            }
        }
    }

    private void name(byte b, boolean first) throws MalformedMessageException {
        if (b == ':' && !first) {
            if (nameHash == HOST || nameHash == CONTENT_LENGTH || nameHash == TRANSFER_ENCODING) {
                throw bad("a trailer field that frames or routes the message");
            }
            state = State.TRAILER_VALUE;
        } else if (Octets.isToken(b)) {
            nameHash = nameHash * 31 + (b | 0x20);
        } else {
            throw bad("an invalid trailer field");
        }
    }

    private static int digit(byte b) throws MalformedMessageException {
        int value = Character.digit(b, 16);
        if (value < 0) {
            throw bad("an invalid chunk size");
        }
        return value;
    }

    private static void expect(byte b, byte expected) throws MalformedMessageException {
        if (b != expected) {
            throw bad("a chunk that does not end where it says");
        }
    }
}
