package dev.davit.balancer.http1;

import static dev.davit.balancer.http1.Head.ascii;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.ThreadLocalRandom;

/** Octets that are written again and again. */
final class Wire {
    static final byte[] CRLF = ascii("\r\n");
    static final byte[] COMMA = ascii(", ");
    static final byte[] HTTP11_LINE_END = ascii(" HTTP/1.1\r\n");
    static final byte[] HTTP11 = ascii("HTTP/1.1");
    static final byte[] HOST = ascii("Host: ");
    static final byte[] CONNECTION_UPGRADE = ascii("Connection: Upgrade\r\nUpgrade: ");
    static final byte[] CONNECTION_CLOSE = ascii("Connection: close\r\n");
    static final byte[] CONNECTION_KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    static final byte[] X_FORWARDED_FOR = ascii("X-Forwarded-For: ");
    static final byte[] X_FORWARDED_HOST = ascii("X-Forwarded-Host: ");

    private static final byte[] X_REQUEST_ID = ascii("X-Request-Id: ");
    private static final byte[] HEX = ascii("0123456789abcdef");

    private Wire() {}

    /** Appends an {@code X-Request-Id} line with 128 random bits. */
    static void writeRequestId(ByteBuf out) {
        out.writeBytes(X_REQUEST_ID);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        writeHex(out, random.nextLong());
        writeHex(out, random.nextLong());
        out.writeBytes(CRLF);
    }

    private static void writeHex(ByteBuf out, long bits) {
        long first = 0;
        long second = 0;
        for (int i = 0; i < 8; i++) {
            first = first << 8 | HEX[(int) (bits >>> (60 - 4 * i)) & 15];
            second = second << 8 | HEX[(int) (bits >>> (28 - 4 * i)) & 15];
        }
        out.writeLong(first);
        out.writeLong(second);
    }
}
