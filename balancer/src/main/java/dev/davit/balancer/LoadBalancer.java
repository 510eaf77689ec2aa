package dev.davit.balancer;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The event loops, and the listeners and target groups that live on them. */
public final class LoadBalancer implements AutoCloseable {
    private final Settings settings;
    private final EventLoopGroup executors;
    private final Loop[] loops;
    private final IdentityHashMap<EventExecutor, Loop> loopOf = new IdentityHashMap<>();
    private final ExecutorService notifier = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("davit-balancer-events").factory());
    private final Map<String, TargetGroup> groups = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    private LoadBalancer(Settings settings) {
        this.settings = settings;
        Transport transport = settings.transport();
        executors = new MultiThreadIoEventLoopGroup(
                settings.threads(), new DefaultThreadFactory("davit-balancer", true), transport.handlerFactory());
        Bootstrap upstreams = new Bootstrap()
                .channel(transport.channel)
                .disableResolver()
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.TCP_NODELAY, true);
        List<Loop> all = new ArrayList<>();
        for (EventExecutor executor : executors) {
            Loop loop = new Loop(all.size(), (io.netty.channel.EventLoop) executor, settings, upstreams);
            all.add(loop);
            loopOf.put(executor, loop);
            loop.start();
        }
        loops = all.toArray(Loop[]::new);
    }

    /** Starts with {@link Settings#defaults()}. */
    public static LoadBalancer start() {
        return start(Settings.defaults());
    }

    public static LoadBalancer start(Settings settings) {
        return new LoadBalancer(settings);
    }

    public Settings settings() {
        return settings;
    }

    /** Makes an empty group. No two open groups of a balancer share a name. */
    public TargetGroup targetGroup(String name, TargetGroupSettings groupSettings) {
        TargetGroup group = new TargetGroup(
                name, groupSettings, loops, notifier, InstantSource.system(), () -> groups.remove(name));
        if (groups.putIfAbsent(name, group) != null) {
            throw new IllegalArgumentException("a target group named " + name + " exists already");
        }
        return group;
    }

    /**
     * Accepts clients on {@code address} and forwards their requests to {@code group}. Port 0 takes a free one.
     *
     * @throws ListenException where the address cannot be taken; it names the address and tells why
     */
    public Listener listen(InetSocketAddress address, TargetGroup group) throws ListenException {
        AtomicReference<@Nullable Listener> self = new AtomicReference<>();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(executors)
                .channel(settings.transport().serverChannel)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 4096)
                // Accepting begins when the listener is there to take what is accepted.
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 * 1024, 64 * 1024))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        Loop loop = Objects.requireNonNull(loopOf.get(channel.eventLoop()));
                        Objects.requireNonNull(self.get()).accepted(channel, loop);
                    }
                });
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw ListenException.of(address, bound.cause());
        }
        Channel server = bound.channel();
        Listener listener = new Listener(server, group, loops);
        self.set(listener);
        server.config().setAutoRead(true);
        listeners.add(listener);
        server.closeFuture().addListener(_ -> listeners.remove(listener));
        return listener;
    }

    /** Closes listeners and groups at once, cutting what is in flight, and ends the loops. For a gentle end close the listeners first. */
    @Override
    public void close() {
        listeners.forEach(listener -> listener.close(Duration.ZERO));
        groups.values().forEach(TargetGroup::close);
        executors.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        notifier.close();
    }
}
