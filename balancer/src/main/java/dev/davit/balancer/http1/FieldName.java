package dev.davit.balancer.http1;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The fields an intermediary acts on; all others are {@link #OTHER} and pass unread. */
enum FieldName {
    HOST,
    CONNECTION,
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
    EXPECT,
    UPGRADE,
    KEEP_ALIVE,
    TE,
    X_FORWARDED_FOR,
    X_FORWARDED_PROTO,
    X_FORWARDED_HOST,
    X_FORWARDED_PORT,
    X_REQUEST_ID,
    /** {@code Proxy} and every {@code Proxy-*}. */
    PROXY,
    OTHER;

    private static final byte[] PROXY_PREFIX = "proxy-".getBytes(StandardCharsets.US_ASCII);

    @SuppressWarnings("ImmutableEnumChecker") // never written to
    final byte[] lower = name().replace('_', '-').toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);

    static FieldName of(byte[] octets, int from, int to) {
        FieldName candidate = switch (octets[from] | 0x20) {
            case 'h' -> HOST;
            case 'c' -> to - from == 10 ? CONNECTION : CONTENT_LENGTH;
            case 't' -> to - from == 2 ? TE : TRANSFER_ENCODING;
            case 'e' -> EXPECT;
            case 'u' -> UPGRADE;
            case 'k' -> KEEP_ALIVE;
            case 'p' -> PROXY;
            case 'x' -> forwarded(octets, from, to);
            default -> OTHER;
        };
        if (candidate == OTHER || Octets.equalsIgnoreCase(octets, from, to, candidate.lower)) {
            return candidate;
        }
        return candidate == PROXY && Octets.startsWithIgnoreCase(octets, from, to, PROXY_PREFIX) ? PROXY : OTHER;
    }

    private static FieldName forwarded(byte[] octets, int from, int to) {
        return switch (to - from) {
            case 12 -> X_REQUEST_ID;
            case 15 -> X_FORWARDED_FOR;
            case 16 ->
                (octets[to - 1] | 0x20) == 'o'
                        ? X_FORWARDED_PROTO
                        : (octets[from + 12] | 0x20) == 'h' ? X_FORWARDED_HOST : X_FORWARDED_PORT;
            case 17 -> X_FORWARDED_PROTO;
            default -> OTHER;
        };
    }
}
