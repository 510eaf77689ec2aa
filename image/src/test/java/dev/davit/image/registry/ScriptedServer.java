package dev.davit.image.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ServerSocketFactory;

/** An HTTP/1.1 server on a free port of the loopback that answers what a test says, and can do everything wrong. */
final class ScriptedServer implements AutoCloseable {

    private final ServerSocket socket;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Script script;

    private ScriptedServer(ServerSocket socket, Script script) {
        this.socket = socket;
        this.script = script;
    }

    /** What the server does. */
    interface Script {

        Reply answer(Asked asked) throws IOException;

        /** How many bytes of this request's body are read; with fewer than it has, the connection is dropped without an answer. */
        default long reads(Asked head) {
            return Long.MAX_VALUE;
        }
    }

    /** A request. Header names are in lower case; the body may have been cut off. */
    record Asked(String method, String target, Map<String, String> headers, Body body) {

        String path() {
            return target.replaceFirst("^http://[^/]*", "").replaceFirst("\\?.*", "");
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        boolean is(String method, String path) {
            return this.method.equals(method) && path().equals(path);
        }

        @Override
        public String toString() {
            return method + " " + target;
        }
    }

    /** Bytes of a body. */
    static final class Body {
        final byte[] bytes;
        final boolean isCut;

        Body(byte[] bytes, boolean isCut) {
            this.bytes = bytes;
            this.isCut = isCut;
        }
    }

    /** An answer; {@code sent} of its bytes are sent, and when that is not all, the connection is dropped. */
    static final class Reply {
        final int status;
        final Map<String, String> headers = new TreeMap<>();
        byte[] body = new byte[0];
        int sent = Integer.MAX_VALUE;

        private Reply(int status) {
            this.status = status;
        }

        static Reply of(int status) {
            return new Reply(status);
        }

        Reply with(String header, String value) {
            headers.put(header, value);
            return this;
        }

        Reply body(byte[] bytes) {
            body = bytes;
            return this;
        }

        Reply body(String text) {
            return body(text.getBytes(UTF_8));
        }

        Reply dropAfter(int bytes) {
            sent = bytes;
            return this;
        }
    }

    static ScriptedServer start(Function<Asked, Reply> script) throws IOException {
        return start(script::apply, ServerSocketFactory.getDefault());
    }

    static ScriptedServer start(Script script, ServerSocketFactory sockets) throws IOException {
        var server = new ScriptedServer(sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    int port() {
        return socket.getLocalPort();
    }

    /** As references name it. */
    String name() {
        return "127.0.0.1:" + port();
    }

    String url(String path) {
        return "http://" + name() + path;
    }

    /** Everything that was asked so far. */
    List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** What was asked in this way. */
    List<Asked> asked(String method) {
        return asked.stream().filter(request -> request.method().equals(method)).toList();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                open.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new BufferedInputStream(connection.getInputStream(), 1 << 16);
            while (serveOne(in, connection.getOutputStream())) {
                // The connection is kept.
            }
        } catch (IOException e) {
            // The client has gone, or never spoke the same language.
        } finally {
            open.remove(connection);
        }
    }

    private boolean serveOne(InputStream in, OutputStream out) throws IOException {
        String line = line(in);
        if (!line.endsWith(" HTTP/1.1")) {
            out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(ISO_8859_1));
            return false;
        }
        String[] parts = line.split(" ", -1);
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        var head = new Asked(parts[0], parts[1], headers, new Body(new byte[0], false));
        long length = Long.parseLong(headers.getOrDefault("content-length", "0"));
        long reads = Math.min(length, script.reads(head));
        var whole = new Asked(parts[0], parts[1], headers, new Body(in.readNBytes((int) reads), reads < length));
        asked.add(whole);
        Reply reply = script.answer(whole);
        return !whole.body().isCut && reply.status != 0 && send(whole, reply, out);
    }

    private static boolean send(Asked asked, Reply reply, OutputStream out) throws IOException {
        var head = new StringBuilder("HTTP/1.1 " + reply.status + " Said\r\n");
        boolean hasBody =
                reply.status != 204 && reply.status != 304 && !asked.method().equals("CONNECT");
        if (hasBody
                && !reply.headers.containsKey("Content-Length")
                && !reply.headers.containsKey("Transfer-Encoding")) {
            head.append("Content-Length: ").append(reply.body.length).append("\r\n");
        }
        reply.headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
        if (!asked.method().equals("HEAD")) {
            out.write(reply.body, 0, Math.min(reply.body.length, reply.sent));
        }
        out.flush();
        return reply.sent >= reply.body.length;
    }

    private static String line(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                bytes.write(c);
            }
        }
        return bytes.toString(ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : open) {
            connection.close();
        }
    }
}
