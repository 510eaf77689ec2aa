package dev.davit.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingTest {
    private static final long SIZE = 200L * 1024 * 1024;
    private static final long BOUND = 48L * 1024 * 1024;

    private static long copy(InputStream in, long length) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        int read;
        while (total < length && (read = in.read(buffer, 0, (int) Math.min(buffer.length, length - total))) > 0) {
            total += read;
        }
        return total;
    }

    private static void fill(OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (long left = length; left > 0; left -= buffer.length) {
            out.write(buffer, 0, (int) Math.min(left, buffer.length));
        }
    }

    @Test
    void largeBodiesPassInLittleMemoryBothWays() throws Exception {
        AtomicLong received = new AtomicLong();
        try (Backend backend = Backend.start((request, connection) -> {
                    if (request.line().startsWith("PUT")) {
                        received.set(copy(connection.in(), SIZE));
                        connection.send(Backend.ok("done"));
                    } else {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
                        fill(connection.out(), SIZE);
                    }
                    return true;
                });
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + SIZE + "\r\n\r\n");
            fill(client.socket.getOutputStream(), SIZE);
            assertThat(client.response()).startsWith("HTTP/1.1 200 ");
            assertThat(received).hasValue(SIZE);

            client.request("GET / HTTP/1.1", "Host: a");
            assertThat(client.head()).contains("Content-Length: " + SIZE);
            assertThat(copy(client.in, SIZE)).isEqualTo(SIZE);
            assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory())
                    .isLessThan(BOUND);
        }
    }

    @Test
    void targetIsNotReadFasterThanTheClientReads() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (Backend backend = Backend.start((_, connection) -> {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
                    byte[] buffer = new byte[64 * 1024];
                    while (sent.get() < SIZE) {
                        connection.out().write(buffer);
                        sent.addAndGet(buffer.length);
                    }
                    return true;
                });
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            client.request("GET / HTTP/1.1", "Host: a");
            client.head();
            awaitStandstill(sent);

            assertThat(sent.get()).isLessThan(BOUND);
            assertThat(copy(client.in, SIZE)).isEqualTo(SIZE);
        }
    }

    @Test
    void clientIsNotReadFasterThanTheTargetReads() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        AtomicLong sent = new AtomicLong();
        try (Backend backend = Backend.start((_, connection) -> {
                    try {
                        read.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    connection.send(Backend.ok(Long.toString(copy(connection.in(), SIZE))));
                    return true;
                });
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + SIZE + "\r\n\r\n");
            Thread writer = Thread.ofVirtual().start(() -> {
                byte[] buffer = new byte[64 * 1024];
                try {
                    while (sent.get() < SIZE) {
                        client.socket.getOutputStream().write(buffer);
                        sent.addAndGet(buffer.length);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(BOUND);

            read.countDown();
            assertThat(client.response()).endsWith(Long.toString(SIZE));
            writer.join();
        }
    }

    /** Waits until the count has not moved for a while. */
    private static void awaitStandstill(AtomicLong count) {
        long[] last = {-1, System.nanoTime()};
        Fixture.await("the sender to stand still", () -> {
            if (count.get() != last[0]) {
                last[0] = count.get();
                last[1] = System.nanoTime();
            }
            return last[0] > 0 && System.nanoTime() - last[1] > 300_000_000;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096})
    void chunkedRequestArrivesAsItWasSent(int step) throws Exception {
        String chunks = "5;a=b\r\nhello\r\n00A\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n";
        try (Backend backend = Backend.start((_, connection) -> {
                    connection.send(Backend.ok(connection.text(chunks.length())));
                    return true;
                });
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            for (int round = 0; round < 2; round++) {
                client.request("POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked");
                for (int i = 0; i < chunks.length(); i += step) {
                    client.send(chunks.substring(i, Math.min(chunks.length(), i + step)));
                }
                assertThat(client.response()).endsWith("\r\n\r\n" + chunks);
            }
            assertThat(backend.connections).hasValue(1);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (Backend backend = Backend.start((request, connection) -> {
                    String body = connection.text(Integer.parseInt("0" + request.field("Content-Length")));
                    connection.send(Backend.ok(request.path() + body));
                    return true;
                });
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                requests.append("POST /").append(i).append(" HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
            }
            client.send(requests.toString());

            for (int i = 0; i < 200; i++) {
                assertThat(client.response()).endsWith("\r\n\r\n/" + i + "abc");
            }
        }
    }

    @Test
    void halfClosedClientGetsItsAnswer() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (Backend backend = Backend.start((_, connection) -> {
                    try {
                        closed.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    connection.send(Backend.ok("still here"));
                    return true;
                });
                Fixture fixture = Fixture.before(backend);
                RawClient client = fixture.connect()) {
            client.request("GET / HTTP/1.1", "Host: a");
            client.socket.shutdownOutput();
            Fixture.await("the request to arrive", () -> !backend.requests.isEmpty());
            closed.countDown();

            assertThat(client.rest())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Connection: close")
                    .endsWith("still here");
        }
    }

    @Test
    void clientThatLeavesWithinAResponseTakesTheUpstreamConnectionAlong() throws Exception {
        try (Backend backend = Backend.start((_, connection) -> {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
                    fill(connection.out(), SIZE);
                    return true;
                });
                Fixture fixture = Fixture.before(backend)) {
            try (RawClient client = fixture.connect()) {
                client.request("GET / HTTP/1.1", "Host: a");
                client.head();
                client.text(1000);
            }

            Fixture.await("the upstream connection to be closed", () -> backend.sockets.isEmpty());
            assertThat(fixture.target("t0").inFlight()).isZero();
        }
    }
}
