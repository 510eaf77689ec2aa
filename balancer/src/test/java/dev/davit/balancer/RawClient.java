package dev.davit.balancer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that sends exactly the bytes it is given and gives up after ten seconds without an answer. */
final class RawClient implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: (\\d+)\r\n");
    final Socket socket;
    final InputStream in;

    RawClient(InetSocketAddress address) throws IOException {
        socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Sends a head of these lines. */
    RawClient request(String... lines) throws IOException {
        return send(String.join("\r\n", lines) + "\r\n\r\n");
    }

    /** The next response's head; empty where the connection ended. */
    String head() throws IOException {
        return Backend.readHead(in);
    }

    /** The next response with its body, which must be of declared length or none. */
    String response() throws IOException {
        String head = head();
        Matcher length = LENGTH.matcher(head.toLowerCase(Locale.ROOT));
        return length.find() ? head + text(Integer.parseInt(length.group(1))) : head;
    }

    String text(int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /** All that comes until the connection ends. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    boolean isEnded() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
