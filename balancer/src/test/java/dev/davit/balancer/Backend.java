package dev.davit.balancer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server on raw sockets that behaves as a test says, badly too. Health checks on {@code /health} are answered 200 unless told otherwise. */
final class Backend implements AutoCloseable {
    /** Answers one request; false ends the connection. */
    @FunctionalInterface
    interface Script {
        boolean serve(Request request, Connection connection) throws IOException;
    }

    record Request(String line, List<String> fields) {
        String path() {
            return line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '));
        }

        String field(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return fields.stream()
                    .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(field -> field.substring(prefix.length()).strip())
                    .reduce((a, b) -> a + "|" + b)
                    .orElse("");
        }
    }

    record Connection(Socket socket, InputStream in, OutputStream out) {
        void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        String text(int length) throws IOException {
            return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        }

        /** Closes with a reset instead of an orderly end. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private final ServerSocket server;
    private final Script script;
    private final Thread acceptor;
    final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    final List<Request> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    volatile String health = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private Backend(int port, Script script) throws IOException {
        this.script = script;
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        acceptor = Thread.ofVirtual().start(this::accept);
    }

    static Backend start(Script script) throws IOException {
        return new Backend(0, script);
    }

    static Backend start(int port, Script script) throws IOException {
        return new Backend(port, script);
    }

    /** Answers every request with this body. */
    static Backend saying(String body) throws IOException {
        return start((_, connection) -> {
            connection.send(ok(body));
            return true;
        });
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        boolean counted = false;
        try (socket) {
            socket.setTcpNoDelay(true);
            Connection connection = new Connection(
                    socket, new BufferedInputStream(socket.getInputStream(), 64 * 1024), socket.getOutputStream());
            while (true) {
                String head = readHead(connection.in());
                if (head.isEmpty()) {
                    return;
                }
                List<String> lines = List.of(head.split("\r\n"));
                Request request = new Request(lines.getFirst(), lines.subList(1, lines.size()));
                if (request.line().startsWith("GET /health ")) {
                    connection.send(health);
                    return;
                }
                if (!counted) {
                    counted = true;
                    connections.incrementAndGet();
                }
                requests.add(request);
                if (!script.serve(request, connection)) {
                    return;
                }
            }
        } catch (IOException _) {
            // The peer went away, which is what some tests are about.
        } finally {
            sockets.remove(socket);
        }
    }

    /** Reads to the empty line; empty at the end of the stream. */
    static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        int b;
        while (matched < 4) {
            if ((b = in.read()) < 0) {
                return "";
            }
            head.write(b);
            matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** Dies as a killed process does: the port refuses and every connection is reset. */
    void kill() throws IOException {
        server.close();
        // The system goes on accepting until the thread within accept has left it.
        Fixture.await("the port to be closed", () -> !acceptor.isAlive());
        for (Socket socket : sockets) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (SocketException _) {
                // Closed by its own thread meanwhile.
            }
        }
        Fixture.await("the connections to be closed", sockets::isEmpty);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
