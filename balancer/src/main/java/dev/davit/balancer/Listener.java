package dev.davit.balancer;

import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Accepts clients on one address and forwards their requests to a target group. */
public final class Listener implements AutoCloseable {
    private static final Duration DEFAULT_DRAIN = Duration.ofSeconds(10);

    final LongAdder requests = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder ownErrors = new LongAdder();
    final StatusCounts.Counter statuses = new StatusCounts.Counter();
    private final LongAdder connections = new LongAdder();
    private final AtomicInteger open = new AtomicInteger();
    private final CompletableFuture<Void> empty = new CompletableFuture<>();

    /** Each loop's own connections, touched by that loop alone. */
    private final List<Set<Channel>> channels = new ArrayList<>();

    private final Loop[] loops;

    private final Channel server;
    private volatile TargetGroup group;
    private volatile boolean closing;

    Listener(Channel server, TargetGroup group, Loop[] loops) {
        this.server = server;
        this.group = group;
        this.loops = loops;
        for (Loop _ : loops) {
            channels.add(new HashSet<>());
        }
    }

    /** The address in use, with the real port where 0 was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** From now on every new request, on open connections too, goes to this group, and so do those that wait for a target. */
    public void forwardTo(TargetGroup group) {
        TargetGroup before = this.group;
        this.group = group;
        before.releaseWaiting();
    }

    public TargetGroup group() {
        return group;
    }

    public ListenerMetrics metrics() {
        return new ListenerMetrics(
                connections.sum(), open.get(), requests.sum(), statuses.snapshot(), ownErrors.sum(), retries.sum());
    }

    boolean isClosing() {
        return closing;
    }

    /** On the channel's loop, before it reads. */
    void accepted(SocketChannel channel, Loop loop) {
        if (channel.remoteAddress() == null) {
            // It was reset before it was accepted.
            shut(channel);
            return;
        }
        connections.increment();
        open.incrementAndGet();
        Set<Channel> own = channels.get(loop.index);
        own.add(channel);
        channel.closeFuture().addListener(_ -> {
            own.remove(channel);
            if (open.decrementAndGet() == 0 && closing) {
                empty.complete(null);
            }
        });
        ClientConnection connection = new ClientConnection(this, loop, channel);
        channel.pipeline().addLast(connection);
        loop.add(connection);
        if (closing) {
            shut(channel);
        }
    }

    /** As {@link #close(Duration)} with ten seconds. */
    @Override
    public void close() {
        close(DEFAULT_DRAIN);
    }

    /**
     * Stops accepting, closes unused connections at once, lets requests under way end for at most {@code drain} (their responses say
     * {@code Connection: close}), then closes what is left. Blocks meanwhile; not for event loops.
     */
    public void close(Duration drain) {
        closing = true;
        server.close().awaitUninterruptibly();
        onEachLoop(channel -> {
            ClientConnection connection = channel.pipeline().get(ClientConnection.class);
            if (connection != null) {
                connection.closeWhenIdle();
            }
        });
        if (open.get() == 0) {
            empty.complete(null);
        }
        try {
            empty.get(drain.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            onEachLoop(Listener::shut);
        } catch (InterruptedException _) {
            onEachLoop(Listener::shut);
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void shut(Channel channel) {
        var _ = channel.close();
    }

    private void onEachLoop(Consumer<Channel> action) {
        List<CompletableFuture<?>> done = new ArrayList<>();
        for (Loop loop : loops) {
            done.add(CompletableFuture.runAsync(
                    () -> Set.copyOf(channels.get(loop.index)).forEach(action), loop.executor));
        }
        done.forEach(CompletableFuture::join);
    }
}
