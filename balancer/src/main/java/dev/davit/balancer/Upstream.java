package dev.davit.balancer;

import dev.davit.balancer.http1.BodyScanner;
import dev.davit.balancer.http1.HeadCollector;
import dev.davit.balancer.http1.MalformedMessageException;
import dev.davit.balancer.http1.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection to a target: reads responses and hands them to the exchange that has the connection at the moment. Belongs to its loop. */
// A failed write or close needs no look of its own: the channel closes, and channelInactive tells.
@SuppressWarnings("FutureReturnValueIgnored")
final class Upstream extends Timed {
    final UpstreamPool pool;
    private final HeadCollector collector;
    private final BodyScanner scanner = new BodyScanner();
    private @Nullable Channel channel;
    private @Nullable Exchange exchange;
    private @Nullable ClientConnection toFlush;
    private @Nullable Throwable failure;
    private boolean inBody;
    private boolean anyByte;
    private boolean keepAlive;
    private boolean used;

    Upstream(UpstreamPool pool) {
        this.pool = pool;
        collector = new HeadCollector(pool.loop.settings.maxHeadBytes());
    }

    /** Whether an exchange before the present one had it. */
    boolean isReused() {
        return used;
    }

    boolean isUsable() {
        return channel != null && channel.isActive() && failure == null && collector.isEmpty();
    }

    Channel channel() {
        return Objects.requireNonNull(channel);
    }

    void begin(Exchange next) {
        exchange = next;
        inBody = false;
        anyByte = false;
        deadline = NEVER;
    }

    /** The exchange ends here: kept for another, or closed. */
    private void end(boolean reusable) {
        exchange = null;
        used = true;
        channel().config().setAutoRead(true);
        if (reusable) {
            pool.put(this);
        } else {
            close();
        }
    }

    /** The exchange gives up: what is under way on this connection has no taker any more. */
    void abandon() {
        exchange = null;
        close();
    }

    void close() {
        if (channel != null) {
            channel.close();
        }
    }

    /** Leaves the connection to a tunnel; what came behind the head is returned. */
    @Nullable
    ByteBuf detach() {
        exchange = null;
        pool.loop.remove(this);
        return collector.take();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        pool.loop.add(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        Exchange current = exchange;
        if (current == null) {
            in.release();
            failure = new IllegalStateException("bytes outside a response");
            ctx.close();
            return;
        }
        anyByte = true;
        toFlush = current.client();
        try {
            if (inBody) {
                touch();
                body(current, in);
            } else {
                collector.add(in, ctx.alloc());
                heads(current);
            }
        } catch (MalformedMessageException e) {
            exchange = null;
            current.invalidResponse(e.reason());
            ctx.close();
        }
        if (!ctx.channel().isActive()) {
            // No read-complete comes from a channel that was closed while it was read.
            flushClient();
        }
    }

    private void touch() {
        deadline = pool.loop.now()
                + pool.target.group().settings().timeouts().idle().toNanos();
    }

    private void heads(Exchange current) throws MalformedMessageException {
        ResponseHead head = pool.loop.responseHead;
        int length;
        while ((length = collector.headLength()) >= 0) {
            head.parse(collector.buffer(), length);
            collector.buffer().skipBytes(length);
            collector.consumed();
            if (head.status() == 101) {
                current.switched(head, this);
                return;
            }
            if (!head.isInterim()) {
                finalHead(current, head);
                return;
            }
            current.interim(head);
        }
    }

    private void finalHead(Exchange current, ResponseHead head) throws MalformedMessageException {
        boolean toHead = current.isHead();
        keepAlive = head.keepAlive(toHead);
        inBody = true;
        touch();
        if (head.hasNoBody(toHead)) {
            scanner.none();
        } else if (head.isChunked()) {
            scanner.chunked();
        } else if (head.contentLength() >= 0) {
            scanner.length(head.contentLength());
        } else {
            scanner.untilClose();
        }
        ByteBuf rest = collector.take();
        if (scanner.isComplete() && rest != null) {
            // More than the response: not a connection to go on with.
            keepAlive = false;
            rest.release();
            rest = null;
        }
        current.responseHead(head, rest == null ? 0 : rest.readableBytes());
        if (rest != null) {
            body(current, rest);
        } else if (scanner.isComplete()) {
            complete(current);
        } else {
            current.flushHead();
        }
    }

    private void body(Exchange current, ByteBuf in) throws MalformedMessageException {
        int taken;
        try {
            taken = current.removesChunking() ? scanner.scan(in, current::content) : scanner.scan(in);
        } catch (MalformedMessageException e) {
            in.release();
            throw e;
        }
        if (taken < in.readableBytes()) {
            keepAlive = false;
            in.writerIndex(in.readerIndex() + taken);
        }
        current.responseBody(in);
        if (scanner.isComplete()) {
            complete(current);
        }
    }

    private void complete(Exchange current) {
        // Back to the pool first: the next request of a pipelining client may take it at once.
        end(keepAlive && current.isRequestSent());
        current.responseComplete();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flushClient();
    }

    private void flushClient() {
        ClientConnection client = toFlush;
        if (client != null) {
            toFlush = null;
            client.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.upstreamWritable(ctx.channel().isWritable());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        pool.loop.remove(this);
        pool.remove(this);
        collector.release();
        Exchange current = exchange;
        exchange = null;
        if (current == null) {
            return;
        }
        if (inBody && scanner.isUntilClose() && failure == null) {
            current.responseComplete();
            current.client().flush();
        } else if (anyByte) {
            current.invalidResponse("the connection to the target broke within the response");
        } else {
            current.closedBeforeResponse(
                    this, failure == null ? "the target closed the connection" : "the target reset the connection");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Failure.logUnlessIo(cause);
        failure = cause;
        ctx.close();
    }

    @Override
    void expired() {
        Exchange current = exchange;
        exchange = null;
        close();
        if (current != null) {
            current.responseTimeout(inBody);
        }
    }
}
