package dev.davit.balancer.http1;

/** The octet classes of RFC 9110 §5.6 and comparisons over array ranges. */
final class Octets {
    static final byte CR = '\r';
    static final byte LF = '\n';
    static final byte SP = ' ';
    static final byte HTAB = '\t';

    private static final int TOKEN = 1;
    private static final int FIELD_VALUE = 2;
    private static final int TARGET = 4;
    private static final int HOST = 8;
    private static final int REQUEST_ID = 16;
    private static final byte[] CLASS = new byte[256];

    static {
        for (int c = 0; c < 256; c++) {
            boolean alphanumeric = c < 128 && Character.isLetterOrDigit(c);
            mark(c, TOKEN, alphanumeric || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
            mark(c, FIELD_VALUE, c == HTAB || (c >= SP && c != 127));
            mark(c, TARGET, c > SP && c != 127);
            mark(c, HOST, alphanumeric || "-._~%!$&'()*+;=:[]".indexOf(c) >= 0);
            mark(c, REQUEST_ID, alphanumeric || "-._~+/=:@".indexOf(c) >= 0);
        }
    }

    private Octets() {}

    private static void mark(int c, int octetClass, boolean member) {
        if (member) {
            CLASS[c] |= (byte) octetClass;
        }
    }

    static boolean isToken(byte b) {
        return (CLASS[b & 0xff] & TOKEN) != 0;
    }

    static boolean isFieldValue(byte b) {
        return (CLASS[b & 0xff] & FIELD_VALUE) != 0;
    }

    static boolean isTarget(byte b) {
        return (CLASS[b & 0xff] & TARGET) != 0;
    }

    static boolean isHost(byte[] octets, int from, int to) {
        return all(octets, from, to, HOST);
    }

    static boolean isRequestId(byte[] octets, int from, int to) {
        return to > from && to - from <= 128 && all(octets, from, to, REQUEST_ID);
    }

    private static boolean all(byte[] octets, int from, int to, int octetClass) {
        for (int i = from; i < to; i++) {
            if ((CLASS[octets[i] & 0xff] & octetClass) == 0) {
                return false;
            }
        }
        return true;
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    static boolean isBlank(byte b) {
        return b == SP || b == HTAB;
    }

    /** Whether the range is {@code lower} but for the case of letters; {@code lower} holds lower-case letters, digits, {@code - : /} only. */
    static boolean equalsIgnoreCase(byte[] octets, int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (toLower(octets[from + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    static boolean startsWithIgnoreCase(byte[] octets, int from, int to, byte[] lower) {
        return to - from >= lower.length && equalsIgnoreCase(octets, from, from + lower.length, lower);
    }

    static boolean rangesEqualIgnoreCase(byte[] octets, int from, int to, int otherFrom, int otherTo) {
        if (to - from != otherTo - otherFrom) {
            return false;
        }
        for (int i = 0; i < to - from; i++) {
            if (toLower(octets[from + i]) != toLower(octets[otherFrom + i])) {
                return false;
            }
        }
        return true;
    }

    private static byte toLower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }
}
