package dev.davit.balancer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** The responses that the balancer makes itself: short, plain text, marked {@code Server: davit}. */
final class LocalAnswer {
    private LocalAnswer() {}

    static ByteBuf write(ByteBufAllocator allocator, int status, String detail, boolean withBody, boolean close) {
        HttpResponseStatus line = HttpResponseStatus.valueOf(status);
        String body = status + " " + line.reasonPhrase() + ": " + detail + "\n";
        StringBuilder text = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(line.reasonPhrase())
                .append("\r\nServer: davit\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ")
                .append(body.length())
                .append("\r\n");
        if (status == 503) {
            text.append("Retry-After: 1\r\n");
        }
        if (status == 405) {
            text.append("Allow: GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH\r\n");
        }
        text.append(close ? "Connection: close\r\n\r\n" : "\r\n");
        if (withBody) {
            text.append(body);
        }
        return allocator.buffer(text.length()).writeBytes(text.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
