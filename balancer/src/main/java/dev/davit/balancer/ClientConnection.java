package dev.davit.balancer;

import dev.davit.balancer.http1.BodyScanner;
import dev.davit.balancer.http1.ClientAddress;
import dev.davit.balancer.http1.HeadCollector;
import dev.davit.balancer.http1.MalformedMessageException;
import dev.davit.balancer.http1.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client's HTTP/1.x connection: reads requests one after another and writes their responses. Belongs to its loop. */
// A failed write or close needs no look of its own: the channel closes, and channelInactive tells.
@SuppressWarnings("FutureReturnValueIgnored")
final class ClientConnection extends Timed {
    /** Reasons not to read from the client, as bits. */
    static final int UPSTREAM_FULL = 1;

    static final int HELD = 2;
    private static final int PIPELINE_FULL = 4;

    private static final int MAX_PIPELINED = 64 * 1024;
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Listener listener;
    private final Loop loop;
    private final SocketChannel channel;
    private final ClientAddress address;
    private final HeadCollector collector;
    private final BodyScanner scanner = new BodyScanner();
    private @Nullable Exchange exchange;
    private boolean keepAlive = true;
    private boolean reading;
    private boolean processing;
    private boolean awaitingHead;
    private boolean inputClosed;
    private boolean lingering;
    private int paused;

    ClientConnection(Listener listener, Loop loop, SocketChannel channel) {
        this.listener = listener;
        this.loop = loop;
        this.channel = channel;
        address = new ClientAddress(channel.remoteAddress(), channel.localAddress(), "http");
        collector = new HeadCollector(loop.settings.maxHeadBytes());
        resetDeadline();
    }

    Channel channel() {
        return channel;
    }

    ByteBufAllocator allocator() {
        return channel.alloc();
    }

    Listener listener() {
        return listener;
    }

    Loop loop() {
        return loop;
    }

    /** Whether a read is being worked on, which ends with a flush. */
    boolean isReading() {
        return reading;
    }

    /** Whether the connection may go on after the response to the request at hand. */
    boolean mayPersist() {
        return keepAlive && !inputClosed && !listener.isClosing();
    }

    void pause(int reason) {
        if (paused == 0) {
            channel.config().setAutoRead(false);
        }
        paused |= reason;
    }

    void resume(int reason) {
        if ((paused & reason) != 0) {
            paused &= ~reason;
            if (paused == 0) {
                channel.config().setAutoRead(true);
            }
        }
    }

    void resetDeadline() {
        deadline = loop.now() + loop.settings.idleTimeout().toNanos();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (lingering) {
            in.release();
            return;
        }
        collector.add(in, ctx.alloc());
        reading = true;
        process();
        if (exchange != null && scanner.isComplete() && collector.size() > MAX_PIPELINED) {
            pause(PIPELINE_FULL);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        if (exchange != null) {
            exchange.flushRequest();
        }
        ctx.flush();
    }

    /** Works through what has been read. Not reentrant: what ends an exchange within leaves the rest to this loop. */
    private void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            boolean progress = true;
            while (progress && !lingering && channel.isActive()) {
                progress = exchange == null ? readHead() : readBody();
            }
        } catch (MalformedMessageException e) {
            refuse(e);
        } finally {
            processing = false;
        }
        if (!reading && exchange != null) {
            exchange.flushRequest();
        }
    }

    private boolean readHead() throws MalformedMessageException {
        if (collector.isEmpty()) {
            return false;
        }
        collector.skipEmptyLines();
        int length = collector.headLength();
        if (length < 0) {
            if (!collector.isEmpty() && !awaitingHead) {
                awaitingHead = true;
                deadline = loop.now() + loop.settings.headTimeout().toNanos();
            }
            return false;
        }
        awaitingHead = false;
        RequestHead head = loop.requestHead;
        ByteBuf buffer = collector.buffer();
        head.parse(buffer, length);
        buffer.skipBytes(length);
        collector.consumed();
        start(head);
        return true;
    }

    private void start(RequestHead head) {
        listener.requests.increment();
        keepAlive = head.keepAlive();
        if (head.isChunked()) {
            scanner.chunked();
        } else {
            scanner.length(head.contentLength());
        }
        ByteBuf out = allocator().buffer(head.length() + 320);
        head.writeTo(out, address);
        Exchange started = new Exchange(this, loop, head, out);
        exchange = started;
        resetDeadline();
        if (scanner.isComplete()) {
            started.noRequestBody();
        }
        started.dispatch();
    }

    private boolean readBody() throws MalformedMessageException {
        Exchange current = exchange;
        if (current == null || scanner.isComplete() || collector.isEmpty()) {
            return false;
        }
        ByteBuf buffer = collector.buffer();
        int taken = scanner.scan(buffer);
        boolean last = scanner.isComplete();
        if (!current.isWaiting()) {
            resetDeadline();
        }
        ByteBuf data;
        if (taken == buffer.readableBytes()) {
            data = buffer;
            var _ = collector.take();
        } else {
            data = buffer.readRetainedSlice(taken);
            collector.consumed();
        }
        current.requestBody(data, last);
        return last && exchange == null;
    }

    void write(ByteBuf data) {
        channel.write(data, channel.voidPromise());
    }

    void flush() {
        channel.flush();
    }

    /** The exchange is over and its response written. */
    void finished(boolean persistent) {
        exchange = null;
        if (!persistent) {
            closeGently();
            return;
        }
        if (listener.isClosing() && collector.isEmpty()) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        resetDeadline();
        resume(UPSTREAM_FULL | HELD | PIPELINE_FULL);
        process();
    }

    /** Answers in the target's place. */
    void answer(int status, String text, boolean toHead, boolean requestComplete) {
        boolean persistent = requestComplete && mayPersist();
        listener.statuses.add(status);
        if (status >= 500) {
            listener.ownErrors.increment();
        }
        channel.write(LocalAnswer.write(allocator(), status, text, !toHead, !persistent), channel.voidPromise());
        channel.flush();
        finished(persistent);
    }

    private void refuse(MalformedMessageException e) {
        Exchange current = exchange;
        exchange = null;
        if (current == null) {
            answer(e.status(), e.reason(), false, false);
        } else {
            boolean unanswered = current.isUnanswered();
            current.abort();
            if (unanswered) {
                answer(e.status(), e.reason(), current.isHead(), false);
            } else {
                cut(false);
            }
        }
    }

    /** Ends the connection within a response; {@code reset} where its framing would make the end look regular. */
    void cut(boolean reset) {
        exchange = null;
        if (reset) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        } else {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Closes so that the client can still read the response: unread input would make the system reset the connection (RFC 9112 §9.6). */
    private void closeGently() {
        if (inputClosed) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        lingering = true;
        collector.release();
        deadline = loop.now() + LINGER_NANOS;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> channel.shutdownOutput());
        paused = 0;
        channel.config().setAutoRead(true);
    }

    /** The listener closes: at once where nothing is under way, else with the response. */
    void closeWhenIdle() {
        if (exchange == null && !lingering && collector.isEmpty()) {
            channel.close();
        }
    }

    /** Leaves the connection to a tunnel; what came behind the request is returned. */
    @Nullable
    ByteBuf detach() {
        exchange = null;
        loop.remove(this);
        paused = 0;
        return collector.take();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.clientWritable(channel.isWritable());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputClosed = true;
            if (exchange == null || !scanner.isComplete()) {
                channel.close();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.remove(this);
        collector.release();
        Exchange current = exchange;
        exchange = null;
        if (current != null) {
            current.abort();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Failure.logUnlessIo(cause);
        ctx.close();
    }

    @Override
    void expired() {
        Exchange current = exchange;
        if (current != null && current.isWaiting()) {
            current.waitExpired();
        } else if (lingering || (current == null && collector.isEmpty())) {
            channel.close();
        } else if (current != null && (paused & UPSTREAM_FULL) != 0) {
            current.responseTimeout(false);
        } else {
            refuse(new MalformedMessageException(408, "the request did not arrive in time"));
        }
    }
}
