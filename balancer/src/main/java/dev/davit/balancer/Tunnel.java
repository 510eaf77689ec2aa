package dev.davit.balancer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One end of an upgraded connection: what it reads goes to the other end, byte for byte. */
// A failed write or close needs no look of its own: the channel closes, and channelInactive tells.
@SuppressWarnings("FutureReturnValueIgnored")
final class Tunnel extends Timed {
    private final SocketChannel channel;
    private final SocketChannel other;
    private final Loop loop;
    private final long idleNanos;
    private @Nullable Tunnel peer;
    private boolean inputClosed;

    private Tunnel(SocketChannel channel, SocketChannel other, Loop loop, long idleNanos) {
        this.channel = channel;
        this.other = other;
        this.loop = loop;
        this.idleNanos = idleNanos;
    }

    /** Joins the two connections; {@code closed} runs once, when both are closed. */
    static void open(ClientConnection client, Upstream upstream, Runnable closed) {
        Loop loop = client.loop();
        long idle = upstream.pool.target.group().settings().timeouts().idle().toNanos();
        SocketChannel near = (SocketChannel) client.channel();
        SocketChannel far = (SocketChannel) upstream.channel();
        Tunnel nearEnd = new Tunnel(near, far, loop, idle);
        Tunnel farEnd = new Tunnel(far, near, loop, idle);
        nearEnd.peer = farEnd;
        farEnd.peer = nearEnd;
        ByteBuf fromClient = client.detach();
        ByteBuf fromTarget = upstream.detach();
        near.pipeline().replace(client, null, nearEnd);
        far.pipeline().replace(upstream, null, farEnd);
        far.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        near.config().setAutoRead(true);
        far.config().setAutoRead(true);
        near.writeAndFlush(fromTarget == null ? Unpooled.EMPTY_BUFFER : fromTarget);
        far.writeAndFlush(fromClient == null ? Unpooled.EMPTY_BUFFER : fromClient);
        near.closeFuture().addListener(_ -> far.closeFuture().addListener(_ -> closed.run()));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        loop.add(this);
        touch();
    }

    private void touch() {
        deadline = loop.now() + idleNanos;
        if (peer != null) {
            peer.deadline = deadline;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        touch();
        other.write(message, other.voidPromise());
        if (!other.isWritable()) {
            channel.config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        other.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        other.config().setAutoRead(channel.isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !inputClosed) {
            inputClosed = true;
            if (peer != null && peer.inputClosed) {
                closeBoth();
            } else {
                other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> other.shutdownOutput());
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.remove(this);
        other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Failure.logUnlessIo(cause);
        ctx.close();
    }

    @Override
    void expired() {
        closeBoth();
    }

    private void closeBoth() {
        other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
}
