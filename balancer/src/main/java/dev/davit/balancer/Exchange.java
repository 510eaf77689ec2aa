package dev.davit.balancer;

import dev.davit.balancer.http1.RequestHead;
import dev.davit.balancer.http1.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: finds a target and a connection, keeps what a retry would need, and passes the response on. Belongs to the loop of its
 * client. Ends exactly once: by {@link #responseComplete}, by a failure that the client is told of, or by {@link #abort}.
 */
// A failed write or close needs no look of its own: the channel closes, and channelInactive tells.
@SuppressWarnings("FutureReturnValueIgnored")
final class Exchange {
    private final ClientConnection client;
    private final Loop loop;
    /** Where the listener forwarded to when a target was last looked for. */
    private TargetGroup group;

    private final boolean toHead;
    private final boolean idempotent;
    private final boolean upgrade;

    /** The request as it goes to a target. */
    private final ByteBuf head;

    private final HeldBody held = new HeldBody();
    private boolean requestComplete;

    private @Nullable Target target;
    private @Nullable Upstream upstream;
    private List<Target> tried = List.of();
    private boolean retried;
    private boolean freshOnly;
    private boolean sameAgain;
    private boolean again;
    private boolean waiting;
    private long waitUntil;
    private int failureStatus = 503;
    private String failureText = "no target is available";

    private final ResponseWriter response;
    private boolean ended;

    Exchange(ClientConnection client, Loop loop, RequestHead request, ByteBuf head) {
        this.client = client;
        this.loop = loop;
        this.group = client.listener().group();
        this.head = head;
        toHead = request.method() == RequestHead.Method.HEAD;
        idempotent = request.method() != RequestHead.Method.OTHER;
        upgrade = request.upgrades();
        response = new ResponseWriter(client, request.isHttp11(), toHead);
    }

    ClientConnection client() {
        return client;
    }

    boolean isHead() {
        return toHead;
    }

    boolean isRequestSent() {
        return requestComplete;
    }

    boolean isWaiting() {
        return waiting;
    }

    boolean removesChunking() {
        return response.removesChunking();
    }

    /** Looks for a target and sends, waits or fails. */
    void dispatch() {
        group = client.listener().group();
        Target next = group.acquire(tried);
        if (next == null && sameAgain) {
            // Only a kept connection failed, as idle ones may; a new one to the same target is as good as another
            // target.
            sameAgain = false;
            next = group.acquire(List.of());
        }
        if (next == null) {
            waitOrFail();
            return;
        }
        target = next;
        if (again) {
            client.listener().retries.increment();
            again = false;
        }
        UpstreamPool pool = next.pool(loop);
        Upstream kept = freshOnly ? null : pool.take();
        if (kept == null) {
            pool.connect(this);
        } else {
            send(kept);
        }
    }

    private void waitOrFail() {
        long patience = group.settings().waitForTarget().toNanos();
        if (waitUntil == 0) {
            waitUntil = System.nanoTime() + patience;
        }
        if (waitUntil - System.nanoTime() > 0 && group.await(this, loop)) {
            waiting = true;
            client.deadline = waitUntil;
        } else {
            fail(failureStatus, failureText);
        }
    }

    /** A target is available again, or the listener forwards to another group. */
    void wake() {
        waiting = false;
        tried = List.of();
        client.resetDeadline();
        dispatch();
    }

    void waitExpired() {
        waiting = false;
        group.forget(this, loop);
        fail(failureStatus, failureText);
    }

    void connected(Upstream fresh) {
        if (ended) {
            fresh.pool.put(fresh);
        } else {
            send(fresh);
            fresh.channel().flush();
        }
    }

    void connectFailed(Throwable cause) {
        Target failed = target;
        if (ended || failed == null) {
            return;
        }
        String text = Failure.connecting(cause, failed.connectTimeout());
        failureStatus = Failure.isTimeout(cause) ? 504 : 502;
        failureText = text + " by the target";
        releaseTarget();
        failed.failed(true, text);
        retry(failed);
    }

    private void retry(Target failed) {
        tried = new ArrayList<>(tried);
        tried.add(failed);
        again = true;
        dispatch();
    }

    private void send(Upstream connection) {
        upstream = connection;
        connection.begin(this);
        // An earlier attempt's channel is closed and has let go of it.
        head.readerIndex(0);
        connection.channel().write(head.retain(), connection.channel().voidPromise());
        ByteBuf body = held.take(idempotent);
        if (body != null) {
            connection.channel().write(body, connection.channel().voidPromise());
        }
        if (requestComplete) {
            requestSent(connection);
        }
        client.resume(ClientConnection.HELD);
        upstreamWritable(connection.channel().isWritable());
        if (!client.isReading()) {
            connection.channel().flush();
        }
    }

    private void requestSent(Upstream connection) {
        connection.deadline =
                loop.now() + group.settings().timeouts().response().toNanos();
        client.deadline = Timed.NEVER;
    }

    /** More of the request's body as it came, in its own coding. Takes over {@code data}. */
    void requestBody(ByteBuf data, boolean last) {
        requestComplete |= last;
        Upstream connection = upstream;
        if (ended) {
            data.release();
        } else if (connection == null) {
            held.add(data, client.allocator());
            data.release();
            if (held.isFull()) {
                client.pause(ClientConnection.HELD);
            }
        } else {
            held.addIfRetriable(data, idempotent && !response.hasSent(), client.allocator());
            connection.channel().write(data, connection.channel().voidPromise());
            if (requestComplete) {
                requestSent(connection);
            }
            upstreamWritable(connection.channel().isWritable());
        }
    }

    /** The body ended with the head, there is none. */
    void noRequestBody() {
        requestComplete = true;
    }

    void flushRequest() {
        if (upstream != null) {
            upstream.channel().flush();
        }
    }

    void upstreamWritable(boolean writable) {
        if (writable) {
            client.resume(ClientConnection.UPSTREAM_FULL);
        } else {
            client.pause(ClientConnection.UPSTREAM_FULL);
        }
    }

    void clientWritable(boolean writable) {
        if (upstream != null) {
            upstream.channel().config().setAutoRead(writable);
        }
    }

    /** Closed, but no byte of a response had come. */
    void closedBeforeResponse(Upstream connection, String text) {
        Target failed = target;
        if (ended || failed == null) {
            return;
        }
        upstream = null;
        releaseTarget();
        // A kept connection may be closed by a sound target at any time; only a new one that breaks speaks against it.
        failed.failed(!connection.isReused(), text);
        failureStatus = 502;
        failureText = text;
        if (!retried && idempotent && held.isWhole() && !response.hasSent()) {
            retried = true;
            freshOnly = true;
            sameAgain = connection.isReused();
            retry(failed);
        } else {
            fail(502, text);
        }
    }

    void invalidResponse(String text) {
        if (target != null) {
            target.failed(false, text);
        }
        fail(502, text);
    }

    void responseTimeout(boolean inBody) {
        if (target != null) {
            target.failed(false, "timeout");
        }
        fail(
                504,
                inBody
                        ? "the target's response stood still"
                        : "no response within "
                                + Failure.text(group.settings().timeouts().response()));
    }

    void interim(ResponseHead interim) {
        response.interim(interim);
    }

    void responseHead(ResponseHead answer, int bodyBytes) {
        Target from = target;
        if (from != null) {
            from.statuses.add(answer.status());
        }
        response.head(answer, requestComplete, bodyBytes);
        held.drop();
    }

    void flushHead() {
        response.flushHead();
    }

    void content(ByteBuf buffer, int offset, int length) {
        response.content(buffer, offset, length);
    }

    /** Takes over {@code data}. */
    void responseBody(ByteBuf data) {
        response.body(data);
        if (upstream != null && !client.channel().isWritable()) {
            upstream.channel().config().setAutoRead(false);
        }
    }

    void responseComplete() {
        upstream = null;
        releaseTarget();
        response.end();
        end();
        client.finished(requestComplete && response.isPersistent());
    }

    /** The target switched protocols. */
    void switched(ResponseHead answer, Upstream connection) {
        if (!upgrade) {
            connection.abandon();
            invalidResponse("a 101 response to a request that asked for no upgrade");
            return;
        }
        Target from = target;
        target = null;
        upstream = null;
        response.switched(answer);
        end();
        Tunnel.open(client, connection, () -> {
            if (from != null) {
                from.release();
            }
        });
    }

    private void fail(int status, String text) {
        if (ended) {
            return;
        }
        Upstream connection = upstream;
        upstream = null;
        releaseTarget();
        boolean started = response.hasStarted();
        response.discard();
        end();
        if (connection != null) {
            connection.abandon();
        }
        if (started) {
            client.cut(response.isCloseDelimited());
        } else {
            client.answer(status, text, toHead, requestComplete);
        }
    }

    /** The client went away, or sent what cannot be passed on. */
    void abort() {
        if (waiting) {
            waiting = false;
            group.forget(this, loop);
        }
        Upstream connection = upstream;
        upstream = null;
        releaseTarget();
        response.discard();
        end();
        if (connection != null) {
            connection.abandon();
        }
    }

    /** Whether the response can still be replaced by one of the balancer's own. */
    boolean isUnanswered() {
        return !response.hasStarted();
    }

    private void releaseTarget() {
        Target counted = target;
        target = null;
        if (counted != null) {
            counted.release();
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            held.drop();
            head.release();
        }
    }
}
