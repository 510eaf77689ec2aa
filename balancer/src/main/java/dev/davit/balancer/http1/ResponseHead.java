package dev.davit.balancer.http1;

import static dev.davit.balancer.http1.MalformedMessageException.bad;

import io.netty.buffer.ByteBuf;

/** A response's head (RFC 9112 §4 to §6), parsed in place. Reused: what a getter answers holds until the next {@link #parse}. */
public final class ResponseHead extends Head {
    private static final byte[] VERSION = ascii("http/1.");
    private int status;

    /** Parses the head in the first {@code headLength} readable octets, its ending empty line included; the reader index stays. */
    public void parse(ByteBuf buffer, int headLength) throws MalformedMessageException {
        load(buffer, headLength);
        parseFields(parseStatusLine());
        for (int i = 0; i < count; i++) {
            switch (names[i]) {
                case CONTENT_LENGTH -> contentLengthField(i);
                case TRANSFER_ENCODING -> transferEncodingField(i);
                case CONNECTION -> connectionField(i);
                case UPGRADE -> {
                    upgradeField = i;
                    dropped[i] = true;
                }
                case KEEP_ALIVE, PROXY -> dropped[i] = true;
                default -> {}
            }
        }
        if (chunked && contentLength >= 0) {
            throw bad("both Content-Length and Transfer-Encoding");
        }
        if (chunked && !http11) {
            throw bad("Transfer-Encoding in an HTTP/1.0 response");
        }
    }

    private int parseStatusLine() throws MalformedMessageException {
        byte[] in = octets;
        if (length < 16 || !Octets.equalsIgnoreCase(in, 0, 7, VERSION)) {
            throw bad("a status line that is not HTTP/1.x");
        }
        boolean shape = in[0] == 'H'
                && in[3] == 'P'
                && Octets.isDigit(in[7])
                && in[8] == Octets.SP
                && Octets.isDigit(in[9])
                && Octets.isDigit(in[10])
                && Octets.isDigit(in[11]);
        if (!shape || in[9] == '0' || in[9] > '5' || (in[12] != Octets.SP && in[12] != Octets.CR)) {
            throw bad("an invalid status line");
        }
        http11 = in[7] != '0';
        status = (in[9] - '0') * 100 + (in[10] - '0') * 10 + (in[11] - '0');
        int at = 12;
        while (Octets.isFieldValue(in[at])) {
            at++;
        }
        if (in[at] != Octets.CR || in[at + 1] != Octets.LF) {
            throw bad("an invalid status line");
        }
        return at + 2;
    }

    public int status() {
        return status;
    }

    /** The status code and its phrase, as they came: {@code 404 Not Found}. */
    public String statusLine() {
        return text(9, lineStart[0] - 2).strip();
    }

    public boolean isInterim() {
        return status < 200;
    }

    public boolean isChunked() {
        return chunked;
    }

    /** The declared length of the body, or -1. */
    public long contentLength() {
        return contentLength;
    }

    /** Whether no body follows, whatever the fields say (RFC 9112 §6.3); {@code toHead} tells that a HEAD request is answered. */
    public boolean hasNoBody(boolean toHead) {
        return toHead || status < 200 || status == 204 || status == 304;
    }

    /** Whether the body ends when the connection does. */
    public boolean endsWithConnection(boolean toHead) {
        return !hasNoBody(toHead) && !chunked && contentLength < 0;
    }

    /** Whether the connection may carry another request after this response. */
    public boolean keepAlive(boolean toHead) {
        return !connectionClose && (http11 || connectionKeepAlive) && !endsWithConnection(toHead);
    }

    /** What a client is told of its connection. */
    public enum Persistence {
        /** HTTP/1.1 and it stays open: nothing needs saying. */
        IMPLIED,
        KEEP_ALIVE,
        CLOSE,
        /** The response is a 101. */
        UPGRADE
    }

    /** Appends the response as it goes to a client; {@code chunk} adds and {@code unchunk} removes the chunked coding. */
    public void writeTo(ByteBuf out, Persistence persistence, boolean chunk, boolean unchunk) {
        out.writeBytes(Wire.HTTP11);
        out.writeBytes(octets, 8, lineStart[0] - 8);
        boolean withoutFraming = status < 200 || status == 204;
        for (int i = 0; i < count && (unchunk || withoutFraming); i++) {
            if (names[i] == FieldName.TRANSFER_ENCODING || (withoutFraming && names[i] == FieldName.CONTENT_LENGTH)) {
                dropped[i] = true;
            }
        }
        writeFields(out);
        if (chunk) {
            out.writeBytes(Wire.CHUNKED);
        }
        switch (persistence) {
            case IMPLIED -> {}
            case KEEP_ALIVE -> out.writeBytes(Wire.CONNECTION_KEEP_ALIVE);
            case CLOSE -> out.writeBytes(Wire.CONNECTION_CLOSE);
            case UPGRADE -> {
                if (upgradeField >= 0) {
                    out.writeBytes(Wire.CONNECTION_UPGRADE);
                    out.writeBytes(octets, valueStart[upgradeField], valueEnd[upgradeField] - valueStart[upgradeField]);
                    out.writeBytes(Wire.CRLF);
                }
            }
        }
        out.writeBytes(Wire.CRLF);
    }
}
