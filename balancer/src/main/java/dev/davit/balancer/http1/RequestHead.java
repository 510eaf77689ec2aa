package dev.davit.balancer.http1;

import static dev.davit.balancer.http1.MalformedMessageException.bad;

import io.netty.buffer.ByteBuf;
import java.util.Locale;

/**
 * A request's head (RFC 9112 §3 and §5), parsed in place. Reused: what a getter answers holds until the next {@link #parse}.
 * Identical repeated {@code Content-Length} fields are refused too, and so is every transfer coding but {@code chunked}.
 */
public final class RequestHead extends Head {
    private static final byte[] VERSION = ascii("HTTP/");
    private static final byte[] HTTP_SCHEME = ascii("http://");
    private static final byte[] HTTPS_SCHEME = ascii("https://");
    private static final byte[] CONTINUE = ascii("100-continue");
    private static final byte[] HEAD = ascii("HEAD");
    private static final byte[] CONNECT = ascii("CONNECT");

    private int methodEnd;
    private int targetStart;
    private int targetEnd;
    private int authorityStart;
    private int authorityEnd;
    private int hostField;
    private int requestIdField;
    private int forwardedForFields;
    private boolean expectContinue;
    private Method method = Method.OTHER;

    /** What an intermediary must know of a method (RFC 9110 §9.2). */
    public enum Method {
        /** Idempotent, and its response has no body. */
        HEAD,
        /** GET, OPTIONS, TRACE, PUT, DELETE. */
        IDEMPOTENT,
        OTHER
    }

    /**
     * Parses the head in the first {@code headLength} readable octets, its ending empty line included; the reader index stays.
     *
     * @throws MalformedMessageException with the status to answer: 400, 405, 417, 431, 501 or 505
     */
    public void parse(ByteBuf buffer, int headLength) throws MalformedMessageException {
        load(buffer, headLength);
        hostField = -1;
        requestIdField = -1;
        forwardedForFields = 0;
        authorityStart = -1;
        expectContinue = false;
        parseFields(parseRequestLine());
        for (int i = 0; i < count; i++) {
            if (names[i] != FieldName.OTHER) {
                known(i);
            }
        }
        check();
    }

    private int parseRequestLine() throws MalformedMessageException {
        byte[] in = octets;
        int at = 0;
        while (Octets.isToken(in[at])) {
            at++;
        }
        if (at == 0 || in[at] != Octets.SP) {
            throw bad("an invalid method");
        }
        methodEnd = at++;
        targetStart = at;
        while (Octets.isTarget(in[at])) {
            at++;
        }
        targetEnd = at;
        if (at == targetStart || in[at] != Octets.SP) {
            throw bad("an invalid request target");
        }
        at++;
        if (at + 10 > length
                || !matches(at, VERSION)
                || in[at + 6] != '.'
                || in[at + 8] != Octets.CR
                || in[at + 9] != Octets.LF) {
            throw bad("an invalid HTTP version");
        }
        if (!Octets.isDigit(in[at + 5]) || !Octets.isDigit(in[at + 7])) {
            throw bad("an invalid HTTP version");
        }
        if (in[at + 5] != '1') {
            throw new MalformedMessageException(505, "an HTTP version other than 1.0 and 1.1");
        }
        http11 = in[at + 7] != '0';
        method = methodOf();
        checkTarget();
        return at + 10;
    }

    private boolean matches(int at, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (octets[at + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private Method methodOf() throws MalformedMessageException {
        return switch (methodEnd) {
            case 3 -> is("GET") || is("PUT") ? Method.IDEMPOTENT : Method.OTHER;
            case 4 -> matches(0, HEAD) ? Method.HEAD : Method.OTHER;
            case 5 -> is("TRACE") ? Method.IDEMPOTENT : Method.OTHER;
            case 6 -> is("DELETE") ? Method.IDEMPOTENT : Method.OTHER;
            case 7 -> {
                if (matches(0, CONNECT)) {
                    throw new MalformedMessageException(405, "CONNECT is not served here");
                }
                yield is("OPTIONS") ? Method.IDEMPOTENT : Method.OTHER;
            }
            default -> Method.OTHER;
        };
    }

    private boolean is(String name) {
        for (int i = 0; i < methodEnd; i++) {
            if (octets[i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void checkTarget() throws MalformedMessageException {
        if (octets[targetStart] == '/') {
            return;
        }
        if (targetEnd - targetStart == 1 && octets[targetStart] == '*' && methodEnd == 7 && is("OPTIONS")) {
            return;
        }
        int scheme = Octets.startsWithIgnoreCase(octets, targetStart, targetEnd, HTTP_SCHEME)
                ? HTTP_SCHEME.length
                : Octets.startsWithIgnoreCase(octets, targetStart, targetEnd, HTTPS_SCHEME) ? HTTPS_SCHEME.length : 0;
        int end = targetStart + scheme;
        while (end < targetEnd && octets[end] != '/' && octets[end] != '?') {
            end++;
        }
        if (scheme == 0 || end == targetStart + scheme || !Octets.isHost(octets, targetStart + scheme, end)) {
            throw bad("an invalid request target");
        }
        authorityStart = targetStart + scheme;
        authorityEnd = end;
    }

    private void known(int i) throws MalformedMessageException {
        switch (names[i]) {
            case HOST -> {
                if (hostField >= 0) {
                    throw bad("more than one Host");
                }
                if (!Octets.isHost(octets, valueStart[i], valueEnd[i])) {
                    throw bad("an invalid Host");
                }
                hostField = i;
            }
            case CONTENT_LENGTH -> contentLengthField(i);
            case TRANSFER_ENCODING -> transferEncodingField(i);
            case CONNECTION -> connectionField(i);
            case EXPECT -> {
                if (!Octets.equalsIgnoreCase(octets, valueStart[i], valueEnd[i], CONTINUE)) {
                    throw new MalformedMessageException(417, "an expectation other than 100-continue");
                }
                expectContinue = true;
                dropped[i] = !http11;
            }
            case UPGRADE -> {
                upgradeField = upgradeField < 0 ? i : upgradeField;
                dropped[i] = true;
            }
            case X_FORWARDED_FOR -> {
                forwardedForFields++;
                dropped[i] = true;
            }
            case X_REQUEST_ID -> {
                if (requestIdField < 0 && Octets.isRequestId(octets, valueStart[i], valueEnd[i])) {
                    requestIdField = i;
                } else {
                    dropped[i] = true;
                }
            }
            case X_FORWARDED_PROTO, X_FORWARDED_HOST, X_FORWARDED_PORT, KEEP_ALIVE, TE, PROXY -> dropped[i] = true;
            case OTHER -> {}
        }
    }

    private void check() throws MalformedMessageException {
        if (chunked && contentLength >= 0) {
            throw bad("both Content-Length and Transfer-Encoding");
        }
        if (chunked && !http11) {
            throw bad("Transfer-Encoding in an HTTP/1.0 request");
        }
        if (http11 && hostField < 0) {
            throw bad("no Host");
        }
        if (authorityStart >= 0 && hostField >= 0) {
            dropped[hostField] = true;
        }
    }

    public Method method() {
        return method;
    }

    /** Whether the request came as HTTP/1.1, or a later 1.x. */
    public boolean isHttp11() {
        return http11;
    }

    /** Whether the client wants the connection to stay (RFC 9112 §9.3). */
    public boolean keepAlive() {
        return !connectionClose && (http11 || connectionKeepAlive);
    }

    public boolean isChunked() {
        return chunked;
    }

    /** The length of the body where {@link #isChunked()} does not hold; 0 without one. */
    public long contentLength() {
        return Math.max(0, contentLength);
    }

    public boolean expectsContinue() {
        return expectContinue && http11;
    }

    /** Whether it asks for another protocol in a way that is passed on: HTTP/1.1, no body, and not {@code h2c}, which smuggles requests. */
    public boolean upgrades() {
        return upgradeField >= 0
                && connectionUpgrade
                && http11
                && !chunked
                && contentLength() == 0
                && !text(valueStart[upgradeField], valueEnd[upgradeField])
                        .toLowerCase(Locale.ROOT)
                        .contains("h2c");
    }

    /** The request target as it came. */
    public String target() {
        return text(targetStart, targetEnd);
    }

    /**
     * Appends the request as it goes to a target: origin-form, HTTP/1.1, without connection fields, with the {@code X-Forwarded-*} fields of
     * {@code client} and an {@code X-Request-Id}.
     */
    public void writeTo(ByteBuf out, ClientAddress client) {
        if (authorityStart < 0 && http11 && octets[targetEnd + 8] == '1') {
            out.writeBytes(octets, 0, targetEnd + 11);
        } else {
            writeRequestLine(out, client);
        }
        writeFields(out);
        if (upgrades()) {
            out.writeBytes(Wire.CONNECTION_UPGRADE);
            out.writeBytes(octets, valueStart[upgradeField], valueEnd[upgradeField] - valueStart[upgradeField]);
            out.writeBytes(Wire.CRLF);
        }
        out.writeBytes(Wire.X_FORWARDED_FOR);
        if (forwardedForFields > 0) {
            writeForwardedFor(out);
        }
        out.writeBytes(client.fields());
        if (authorityStart >= 0 || hostField >= 0) {
            int from = authorityStart >= 0 ? authorityStart : valueStart[hostField];
            int to = authorityStart >= 0 ? authorityEnd : valueEnd[hostField];
            out.writeBytes(Wire.X_FORWARDED_HOST);
            out.writeBytes(octets, from, to - from);
            out.writeBytes(Wire.CRLF);
        }
        if (requestIdField < 0) {
            Wire.writeRequestId(out);
        }
        out.writeBytes(Wire.CRLF);
    }

    private void writeRequestLine(ByteBuf out, ClientAddress client) {
        out.writeBytes(octets, 0, methodEnd + 1);
        if (authorityStart < 0) {
            out.writeBytes(octets, targetStart, targetEnd - targetStart);
        } else {
            if (authorityEnd == targetEnd || octets[authorityEnd] != '/') {
                out.writeByte('/');
            }
            out.writeBytes(octets, authorityEnd, targetEnd - authorityEnd);
        }
        out.writeBytes(Wire.HTTP11_LINE_END);
        if (authorityStart >= 0) {
            out.writeBytes(Wire.HOST);
            out.writeBytes(octets, authorityStart, authorityEnd - authorityStart);
            out.writeBytes(Wire.CRLF);
        } else if (hostField < 0) {
            out.writeBytes(Wire.HOST);
            out.writeBytes(client.localAuthority());
            out.writeBytes(Wire.CRLF);
        }
    }

    private void writeForwardedFor(ByteBuf out) {
        for (int i = 0; i < count; i++) {
            if (names[i] == FieldName.X_FORWARDED_FOR && valueEnd[i] > valueStart[i]) {
                out.writeBytes(octets, valueStart[i], valueEnd[i] - valueStart[i]);
                out.writeBytes(Wire.COMMA);
            }
        }
    }
}
