/**
 * An application load balancer as a library: {@link dev.davit.balancer.Listener listeners} accept HTTP/1.1 and HTTP/1.0 connections and forward
 * each request to a healthy target of a {@link dev.davit.balancer.TargetGroup}.
 *
 * <pre>{@code
 * try (LoadBalancer balancer = LoadBalancer.start()) {
 *     TargetGroup web = balancer.targetGroup("web", TargetGroupSettings.defaults());
 *     web.register("task-1", new InetSocketAddress("127.0.0.1", 5001), Admission.WHEN_HEALTHY);
 *     Listener listener = balancer.listen(new InetSocketAddress("127.0.0.1", 5000), web);
 *     ...
 * }
 * }</pre>
 *
 * <p><b>Choosing.</b> A target gets requests while it is admitted, healthy, not suspected and not draining. With none, a request waits up to
 * {@link dev.davit.balancer.TargetGroupSettings#waitForTarget()} for one, then is answered 503 with {@code Retry-After: 1}. Unlike AWS's, this
 * balancer does not fail open: a target that fails its checks gets nothing, even where every other one fails too.
 *
 * <p><b>Retrying.</b> A failed connect is tried on every other target. A connection that breaks before the first byte of a response is retried
 * once, where the method is idempotent (RFC 9110 §9.2.2) and the body sent so far is still held (64 KiB). After the first byte of the response
 * nothing is retried: the client's connection is closed, so that it sees the cut. Otherwise 502 for a refused or broken connection or an invalid
 * response, 504 for one that takes too long. Answers of the balancer itself carry {@code Server: davit}.
 *
 * <p><b>Fields.</b> {@code X-Forwarded-For} is appended to; {@code X-Forwarded-Proto}, {@code -Host} and {@code -Port} are overwritten;
 * a well-formed {@code X-Request-Id} is kept, else one is made. {@code Connection}, the fields it names, {@code Keep-Alive}, {@code TE},
 * {@code Proxy} and {@code Proxy-*} are removed both ways; {@code Upgrade} passes only where the request asks for another protocol, {@code h2c}
 * never. Framing that RFC 9112 calls ambiguous is refused, see {@link dev.davit.balancer.http1}.
 *
 * <p><b>Half-closed clients</b> get their answer: the end of a client's output is not taken for its departure.
 *
 * <p><b>Threads.</b> A connection belongs to one event loop for life, and so do the upstream connections its requests travel on. What the
 * control plane decides is read by the loops through one volatile snapshot of each group. {@link dev.davit.balancer.TargetGroupListener}s and
 * completion stages run on a thread of their own and may block. All public types are safe for use by many threads.
 */
@NullMarked
package dev.davit.balancer;

import org.jspecify.annotations.NullMarked;
