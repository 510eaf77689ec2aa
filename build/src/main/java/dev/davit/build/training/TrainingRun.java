package dev.davit.build.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * Starts an application, calls its health check until that succeeds and some times more, and ends the virtual machine,
 * which records for an AOT cache meanwhile. When the application's jar is given, its classes are loaded from there
 * instead of from the class path, so that they stay out of the cache, and a changed application can still use it.
 *
 * <p>What came of it is written to a file: the milliseconds until the first success, or why there was none.
 */
public final class TrainingRun {
    /** What the result begins with. */
    public static final String ANSWERED = "answered ";

    /** The same where there was no success. */
    public static final String FAILED = "failed ";

    private static final Duration TO_BE_KILLED = Duration.ofSeconds(10);
    private static final int REQUESTS = 20;
    private static final int PAUSE_MILLIS = 10;
    private static final int ANSWER_MILLIS = 10_000;
    private static final int BODY_MILLIS = 20;

    private final String path;
    private final int from;
    private final int to;
    private final long nanos;
    private final int port;
    private final Path result;
    private final long started = System.nanoTime();

    private TrainingRun(String path, int from, int to, int seconds, int port, Path result) {
        this.path = path;
        this.from = from;
        this.to = to;
        this.nanos = seconds * 1_000_000_000L;
        this.port = port;
        this.result = result;
    }

    /**
     * Starts the application and the calls.
     *
     * @param arguments main class; its jar, or nothing when it is on the class path; path, least and greatest status of
     *     the health check; seconds to wait for it; port; file for the result
     */
    public static void main(String[] arguments) throws Throwable {
        TrainingRun run = new TrainingRun(
                arguments[2],
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]),
                Integer.parseInt(arguments[5]),
                Integer.parseInt(arguments[6]),
                Path.of(arguments[7]));
        Thread client = new Thread(run::call, "davit-training");
        client.setDaemon(true);
        client.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> run.fail("it ended")));
        ClassLoader loader = TrainingRun.class.getClassLoader();
        if (!arguments[1].isEmpty()) {
            loader = new URLClassLoader(new URL[] {Path.of(arguments[1]).toUri().toURL()}, loader);
            Thread.currentThread().setContextClassLoader(loader);
        }
        start(Class.forName(arguments[0], false, loader));
    }

    /** As the {@code java} command does it (Java language specification, section 12.1.4). */
    private static void start(Class<?> main) throws Throwable {
        Method method = find(main, String[].class);
        Object[] arguments = {new String[0]};
        if (method == null) {
            method = find(main);
            arguments = new Object[0];
        }
        if (method == null) {
            throw new NoSuchMethodException(main.getName() + " has no main method");
        }
        try {
            Object self = null;
            if (!Modifier.isStatic(method.getModifiers())) {
                Constructor<?> constructor = main.getDeclaredConstructor();
                constructor.setAccessible(true);
                self = constructor.newInstance();
            }
            method.setAccessible(true);
            method.invoke(self, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    @SuppressWarnings("NullAway") // Null means that there is none, as in getSuperclass.
    private static Method find(Class<?> main, Class<?>... parameters) {
        for (Class<?> type = main; type != null; type = type.getSuperclass()) {
            try {
                return type.getDeclaredMethod("main", parameters);
            } catch (NoSuchMethodException e) {
                // Perhaps it is inherited.
            }
        }
        return null;
    }

    private void call() {
        try {
            long took = untilSuccess();
            for (int i = 1; i < REQUESTS; i++) {
                status();
            }
            tell(ANSWERED + took / 1_000_000);
            System.exit(0);
        } catch (IOException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    /** The first word is what counts, and so no other follows. */
    private synchronized void tell(String what) throws IOException {
        if (!Files.exists(result)) {
            Path passing = result.resolveSibling(result.getFileName() + ".part");
            Files.writeString(passing, what);
            Files.move(passing, result, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Waits to be killed: this virtual machine would write its cache at any other end. */
    private void fail(String why) {
        try {
            tell(FAILED + why);
            if (Files.readString(result).startsWith(FAILED)) {
                Thread.sleep(TO_BE_KILLED);
            }
        } catch (IOException | InterruptedException e) {
            // Whoever waits for the result will see that there is none.
        }
    }

    /** Nanoseconds since the application was started. */
    private long untilSuccess() throws IOException {
        String last = "nothing listened on the port";
        while (System.nanoTime() - started < nanos) {
            int status = status();
            if (status >= from && status <= to) {
                return System.nanoTime() - started;
            }
            if (status > 0) {
                last = "it answered with status " + status;
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                throw new InterruptedIOException("interrupted");
            }
        }
        throw new IOException(last + " for " + nanos / 1_000_000_000 + " s");
    }

    /** The status of one answer (RFC 9112, section 4), or 0 when there was none. */
    private int status() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_MILLIS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port
                    + "\r\nUser-Agent: davit\r\nAccept: */*\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] start = in.readNBytes(12);
            drain(socket, in);
            String line = new String(start, StandardCharsets.US_ASCII);
            return line.startsWith("HTTP/1.") && start.length == 12 ? Integer.parseInt(line.substring(9)) : 0;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** Lets the application send what belongs to its answer; not every server closes the connection then. */
    private static void drain(Socket socket, InputStream in) throws IOException {
        byte[] buffer = new byte[1 << 14];
        socket.setSoTimeout(BODY_MILLIS);
        try {
            int read;
            do {
                read = in.read(buffer);
            } while (read >= 0);
        } catch (SocketTimeoutException e) {
            // All there is.
        }
    }
}
