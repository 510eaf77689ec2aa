package dev.davit.balancer.http1;

import static dev.davit.balancer.http1.MalformedMessageException.bad;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What request and response heads have in common: the field table over one array, and the fields that frame the message. */
public abstract sealed class Head permits RequestHead, ResponseHead {
    private static final int MAX_FIELDS = 256;
    private static final byte[] CHUNKED = ascii("chunked");
    private static final byte[] CLOSE = ascii("close");
    private static final byte[] KEEP_ALIVE = ascii("keep-alive");
    private static final byte[] UPGRADE = ascii("upgrade");

    byte[] octets = new byte[0];
    int length;
    int count;
    final int[] lineStart = new int[MAX_FIELDS + 1];
    final int[] nameEnd = new int[MAX_FIELDS];
    final int[] valueStart = new int[MAX_FIELDS];
    final int[] valueEnd = new int[MAX_FIELDS];
    final FieldName[] names = new FieldName[MAX_FIELDS];
    final boolean[] dropped = new boolean[MAX_FIELDS];

    boolean http11;
    boolean chunked;
    long contentLength;
    boolean connectionClose;
    boolean connectionKeepAlive;
    boolean connectionUpgrade;
    int upgradeField;

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Copies {@code headLength} octets, an end of head included, out of the buffer without moving its reader index. */
    final void load(ByteBuf buffer, int headLength) {
        if (octets.length < headLength) {
            octets = new byte[Math.max(4096, Integer.highestOneBit(headLength) * 2)];
        }
        buffer.getBytes(buffer.readerIndex(), octets, 0, headLength);
        length = headLength;
        count = 0;
        http11 = false;
        chunked = false;
        contentLength = -1;
        connectionClose = false;
        connectionKeepAlive = false;
        connectionUpgrade = false;
        upgradeField = -1;
    }

    /** Parses the field lines from {@code from} to the empty line that ends the head. */
    final void parseFields(int from) throws MalformedMessageException {
        byte[] in = octets;
        int end = length - 2;
        int at = from;
        while (at < end) {
            if (count == MAX_FIELDS) {
                throw new MalformedMessageException(431, "more than " + MAX_FIELDS + " header fields");
            }
            int start = at;
            while (Octets.isToken(in[at])) {
                at++;
            }
            if (in[at] != ':' || at == start) {
                throw bad(notAName(in[start], in[at]));
            }
            int afterName = at++;
            while (Octets.isBlank(in[at])) {
                at++;
            }
            int value = at;
            while (Octets.isFieldValue(in[at])) {
                at++;
            }
            if (in[at] != Octets.CR || in[at + 1] != Octets.LF) {
                throw bad("a control character in a field value, or a line that does not end with CR LF");
            }
            int afterValue = at;
            while (afterValue > value && Octets.isBlank(in[afterValue - 1])) {
                afterValue--;
            }
            at += 2;
            lineStart[count] = start;
            nameEnd[count] = afterName;
            valueStart[count] = value;
            valueEnd[count] = afterValue;
            names[count] = FieldName.of(in, start, afterName);
            dropped[count] = false;
            count++;
        }
        if (at != end || in[end] != Octets.CR) {
            throw bad("a line that does not end with CR LF");
        }
        lineStart[count] = end;
    }

    private static String notAName(byte first, byte stop) {
        if (Octets.isBlank(first)) {
            return "a folded header line";
        }
        return Octets.isBlank(stop) ? "whitespace before the colon of a field" : "an invalid header field name";
    }

    final void contentLengthField(int field) throws MalformedMessageException {
        if (contentLength >= 0) {
            throw bad("more than one Content-Length");
        }
        int from = valueStart[field];
        int to = valueEnd[field];
        if (from == to || to - from > 18) {
            throw bad("an invalid Content-Length");
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            if (!Octets.isDigit(octets[i])) {
                throw bad("an invalid Content-Length");
            }
            value = value * 10 + (octets[i] - '0');
        }
        contentLength = value;
    }

    final void transferEncodingField(int field) throws MalformedMessageException {
        if (chunked) {
            throw bad("more than one Transfer-Encoding");
        }
        if (!Octets.equalsIgnoreCase(octets, valueStart[field], valueEnd[field], CHUNKED)) {
            throw new MalformedMessageException(501, "a transfer coding other than chunked");
        }
        chunked = true;
    }

    /** Reads the connection options, and drops this field and those it names. */
    final void connectionField(int field) {
        dropped[field] = true;
        int at = valueStart[field];
        int end = valueEnd[field];
        while (at < end) {
            int stop = at;
            while (stop < end && octets[stop] != ',') {
                stop++;
            }
            int from = at;
            int to = stop;
            while (from < to && Octets.isBlank(octets[from])) {
                from++;
            }
            while (to > from && Octets.isBlank(octets[to - 1])) {
                to--;
            }
            connectionOption(from, to);
            at = stop + 1;
        }
    }

    private void connectionOption(int from, int to) {
        if (Octets.equalsIgnoreCase(octets, from, to, CLOSE)) {
            connectionClose = true;
        } else if (Octets.equalsIgnoreCase(octets, from, to, KEEP_ALIVE)) {
            connectionKeepAlive = true;
        } else if (Octets.equalsIgnoreCase(octets, from, to, UPGRADE)) {
            connectionUpgrade = true;
        } else if (to > from) {
            // A field the balancer itself acts on is never dropped on a peer's word: that would change who frames or
            // routes the message.
            for (int i = 0; i < count; i++) {
                if (names[i] == FieldName.OTHER
                        && Octets.rangesEqualIgnoreCase(octets, from, to, lineStart[i], nameEnd[i])) {
                    dropped[i] = true;
                }
            }
        }
    }

    /** Appends the field lines that are not dropped, whole runs at a time. */
    final void writeFields(ByteBuf out) {
        int run = -1;
        for (int i = 0; i < count; i++) {
            if (!dropped[i]) {
                if (run < 0) {
                    run = lineStart[i];
                }
            } else if (run >= 0) {
                out.writeBytes(octets, run, lineStart[i] - run);
                run = -1;
            }
        }
        if (run >= 0) {
            out.writeBytes(octets, run, lineStart[count] - run);
        }
    }

    /** The length of the head as it came. */
    public final int length() {
        return length;
    }

    final String text(int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** The value of the first field of that name which arrived, dropped or not; empty without one. For tests and rare paths. */
    public final String field(String name) {
        byte[] wanted = ascii(name.toLowerCase(Locale.ROOT));
        for (int i = 0; i < count; i++) {
            if (Octets.equalsIgnoreCase(octets, lineStart[i], nameEnd[i], wanted)) {
                return text(valueStart[i], valueEnd[i]);
            }
        }
        return "";
    }
}
