package dev.davit.balancer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One loop's connections to one target. Used by that loop alone; the connection used last is taken first. */
// A failed write or close needs no look of its own: the channel closes, and channelInactive tells.
@SuppressWarnings("FutureReturnValueIgnored")
final class UpstreamPool {
    private static final int MAX_IDLE = 512;

    final Target target;
    final Loop loop;
    private final ArrayDeque<Upstream> idle = new ArrayDeque<>();
    private final Set<Channel> all = new HashSet<>();

    UpstreamPool(Target target, Loop loop) {
        this.target = target;
        this.loop = loop;
    }

    @Nullable
    Upstream take() {
        Upstream upstream;
        while ((upstream = idle.pollLast()) != null) {
            if (upstream.isUsable()) {
                return upstream;
            }
            upstream.close();
        }
        return null;
    }

    /** Keeps a connection whose exchange is complete, or closes it. */
    void put(Upstream upstream) {
        if (target.isAccepting() && idle.size() < MAX_IDLE && upstream.isUsable()) {
            upstream.deadline = loop.now()
                    + target.group().settings().timeouts().keepAlive().toNanos();
            idle.addLast(upstream);
        } else {
            upstream.close();
        }
    }

    void remove(Upstream upstream) {
        idle.remove(upstream);
    }

    /** Begins to connect; the exchange is told of the outcome. */
    void connect(Exchange exchange) {
        Upstream upstream = new Upstream(this);
        ChannelFuture future = loop.bootstrap
                .clone()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(
                        Integer.MAX_VALUE, Math.max(1, target.connectTimeout().toMillis())))
                .handler(upstream)
                .connect(target.address());
        Channel channel = future.channel();
        all.add(channel);
        channel.closeFuture().addListener(_ -> all.remove(channel));
        future.addListener(done -> {
            if (done.isSuccess()) {
                exchange.connected(upstream);
            } else {
                exchange.connectFailed(done.cause());
            }
        });
    }

    /** Closes every connection, whatever is on it; any thread may call. */
    CompletableFuture<?> close() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        loop.executor.execute(() -> {
            List.copyOf(all).forEach(Channel::close);
            done.complete(true);
        });
        return done;
    }
}
