package dev.davit.local.control;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The client's end of the socket: one request on a connection of its own (RFC 9112). Written by hand since it starts in
 * a few milliseconds, where an HTTP library takes a tenth of a second.
 */
public final class ControlClient implements AutoCloseable {
    private final SocketChannel channel;
    private final int status;
    private final Map<String, String> headers;
    private final BufferedReader body;

    private ControlClient(SocketChannel channel, InputStream in) throws IOException {
        this.channel = channel;
        this.status = status(line(in));
        this.headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        this.body = new BufferedReader(new InputStreamReader(body(in), StandardCharsets.UTF_8));
    }

    /** Sends a request and reads the head of the answer. */
    public static ControlClient send(Path socket, String method, String target, String content) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            String head = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
            for (byte[] part : new byte[][] {head.getBytes(StandardCharsets.US_ASCII), bytes}) {
                ByteBuffer buffer = ByteBuffer.wrap(part);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
            return new ControlClient(channel, new BufferedInputStream(Channels.newInputStream(channel)));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether someone listens. */
    public static boolean canConnect(Path socket) {
        try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    public int status() {
        return status;
    }

    /** The value of a header field, or an empty text. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** The body, as text. */
    public BufferedReader body() {
        return body;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private InputStream body(InputStream in) throws IOException {
        if (header("Transfer-Encoding").equalsIgnoreCase("chunked")) {
            return new Chunks(in);
        }
        String length = header("Content-Length");
        return length.isEmpty() ? in : new ByteArrayInputStream(in.readNBytes(Integer.parseInt(length)));
    }

    private static int status(String line) throws IOException {
        String[] parts = line.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/1.")) {
            throw new IOException("no HTTP answer: '" + line + "'");
        }
        return Integer.parseInt(parts[1]);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the agent closed the connection");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    /** A chunked body (RFC 9112 §7.1). */
    private static final class Chunks extends InputStream {
        private final InputStream in;
        private int left;
        private boolean first = true;
        private boolean ended;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                if (!first) {
                    line(in);
                }
                first = false;
                left = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
                ended = left == 0;
            }
            if (ended) {
                return -1;
            }
            int read = in.read(bytes, offset, Math.min(length, left));
            if (read < 0) {
                throw new EOFException("the agent closed the connection");
            }
            left -= read;
            return read;
        }
    }
}
