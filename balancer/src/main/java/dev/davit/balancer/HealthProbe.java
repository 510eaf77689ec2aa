package dev.davit.balancer;

import dev.davit.balancer.http1.HeadCollector;
import dev.davit.balancer.http1.MalformedMessageException;
import dev.davit.balancer.http1.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One health check on a connection of its own, so that it also shows whether the target still accepts. Belongs to its loop. The verdict falls
 * with the head of the response; of a failed one a little of the body is awaited, to be shown.
 */
// A failed write or close needs no look of its own: the channel closes, and channelInactive tells.
@SuppressWarnings("FutureReturnValueIgnored")
final class HealthProbe extends ChannelInboundHandlerAdapter {
    private static final int SHOWN_BODY = 256;

    private final InetSocketAddress address;
    private final HealthCheck check;
    private final Loop loop;
    private final HealthChecker checker;
    private final HeadCollector collector;
    private final ResponseHead head = new ResponseHead();
    private @Nullable Channel channel;
    private @Nullable CheckResult mismatch;
    private boolean done;

    HealthProbe(InetSocketAddress address, HealthCheck check, Loop loop, HealthChecker checker) {
        this.address = address;
        this.check = check;
        this.loop = loop;
        this.checker = checker;
        collector = new HeadCollector(loop.settings.maxHeadBytes());
    }

    void start() {
        ChannelFuture connecting = loop.bootstrap
                .clone()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        check.timeout().toMillis())
                .handler(this)
                .connect(address);
        Channel opened = connecting.channel();
        channel = opened;
        var timer = loop.executor.schedule(this::timeout, check.timeout().toNanos(), TimeUnit.NANOSECONDS);
        opened.closeFuture().addListener(_ -> timer.cancel(false));
        connecting.addListener(future -> {
            if (!future.isSuccess()) {
                connectFailed(future.cause());
            }
        });
    }

    void abandon() {
        done = true;
        close();
    }

    private void connectFailed(Throwable cause) {
        HealthReason reason = Failure.isRefused(cause)
                ? HealthReason.CONNECTION_REFUSED
                : Failure.isTimeout(cause) ? HealthReason.TIMEOUT : HealthReason.CONNECTION_FAILED;
        finish(CheckResult.failed(reason, Failure.connecting(cause, check.timeout())));
    }

    private void timeout() {
        CheckResult shown = mismatch;
        finish(
                shown != null
                        ? shown
                        : CheckResult.failed(
                                HealthReason.TIMEOUT, "no answer within " + Failure.text(check.timeout())));
        close();
    }

    private void finish(CheckResult result) {
        if (!done) {
            done = true;
            checker.finished(this, result);
        }
    }

    private void close() {
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        String host = address.getAddress().getHostAddress();
        String authority = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
        String request = "GET " + check.path() + " HTTP/1.1\r\nHost: " + authority
                + "\r\nUser-Agent: davit-health-check\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        ctx.writeAndFlush(ctx.alloc().buffer().writeBytes(request.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (done) {
            // The rest of a response that passed: read, so that the target does not see its connection reset.
            in.release();
            return;
        }
        collector.add(in, ctx.alloc());
        try {
            read();
        } catch (MalformedMessageException e) {
            finish(CheckResult.failed(HealthReason.INVALID_RESPONSE, "what came back is not HTTP/1.1: " + e.reason()));
            ctx.close();
        }
    }

    private void read() throws MalformedMessageException {
        int length;
        while (mismatch == null && (length = collector.headLength()) >= 0) {
            head.parse(collector.buffer(), length);
            collector.buffer().skipBytes(length);
            collector.consumed();
            if (!head.isInterim()) {
                String answered = "GET " + check.path() + " answered " + head.statusLine();
                if (check.successCodes().contains(head.status())) {
                    finish(new CheckResult(true, HealthReason.CHECK_PASSED, answered, ""));
                    collector.release();
                    return;
                }
                mismatch = CheckResult.failed(HealthReason.STATUS_MISMATCH, answered);
            }
        }
        if (mismatch != null) {
            long expected = head.isChunked() || head.contentLength() < 0 ? SHOWN_BODY : head.contentLength();
            if (collector.size() >= Math.min(SHOWN_BODY, expected)) {
                finishMismatch();
                close();
            }
        }
    }

    private void finishMismatch() {
        CheckResult result = mismatch;
        if (result != null) {
            String body = collector.isEmpty()
                    ? ""
                    : collector
                            .buffer()
                            .toString(
                                    collector.buffer().readerIndex(),
                                    Math.min(SHOWN_BODY, collector.size()),
                                    StandardCharsets.UTF_8);
            finish(new CheckResult(false, result.reason(), result.description(), body.strip()));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (mismatch != null) {
            finishMismatch();
        } else {
            finish(CheckResult.failed(
                    HealthReason.CONNECTION_FAILED, "the connection closed before an answer to GET " + check.path()));
        }
        collector.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Failure.logUnlessIo(cause);
        ctx.close();
    }
}
