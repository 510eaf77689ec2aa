package dev.davit.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends single requests over kept connections, and gives up on those where nothing moves any more. */
final class Transport implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

    private final HttpClient http;
    private final Proxies proxies;
    private final Duration patience;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * A transport.
     *
     * @param patience the longest time in which no byte moves in either direction
     */
    Transport(Proxies proxies, Trust trust, Duration patience) {
        this.proxies = proxies;
        this.patience = patience;
        proxies.allowBasic();
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience.compareTo(CONNECT_TIMEOUT) < 0 ? patience : CONNECT_TIMEOUT)
                .sslContext(new LazyTls(trust::context))
                .sslParameters(LazyTls.parameters())
                .proxy(proxies)
                .build();
    }

    /** Sends this request once. */
    Answer send(Request request, Optional<String> authorization) throws IOException {
        var pulse = new Pulse();
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri()).header("User-Agent", "davit");
        request.headers().forEach(builder::header);
        authorization.ifPresent(value -> builder.header("Authorization", value));
        proxies.authorization(request.uri()).ifPresent(value -> builder.header("Proxy-Authorization", value));
        request.body().ifPresent(body -> builder.header("Content-Type", body.mediaType()));
        builder.method(
                request.method(),
                request.body()
                        .filter(body -> body.length() > 0)
                        .<HttpRequest.BodyPublisher>map(body -> new BodyPublication(body, pulse))
                        .orElseGet(BodyPublishers::noBody));
        CompletableFuture<HttpResponse<InputStream>> answer =
                http.sendAsync(builder.build(), _ -> new BodyInput(patience));
        HttpResponse<InputStream> response = await(answer, pulse, patience.plus(request.extra()));
        // A proxy's refusal comes without a body, whatever the proxy sent.
        InputStream body = Optional.ofNullable(response.body()).orElseGet(InputStream::nullInputStream);
        return new Answer(request.method(), request.uri(), response.statusCode(), response.headers(), body);
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Waits, unless the transport is closed first. */
    void sleep(Duration duration) throws InterruptedException {
        if (closed.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new InterruptedException("closed");
        }
    }

    /** Stops what is under way; its callers see that as a failure. */
    @Override
    public void close() {
        closed.countDown();
        http.shutdownNow();
    }

    private static <T> T await(CompletableFuture<T> answer, Pulse pulse, Duration patience) throws IOException {
        try {
            while (true) {
                Duration left = pulse.left(patience);
                if (left.isNegative()) {
                    answer.cancel(true);
                    throw new HttpTimeoutException("nothing came for " + patience.toMillis() / 1000.0 + " s");
                }
                try {
                    return answer.get(left.toNanos() + 1, TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    // Bytes may have moved meanwhile.
                }
            }
        } catch (ExecutionException e) {
            Optional<UnreadableContent> unreadable = UnreadableContent.behind(e);
            if (unreadable.isPresent()) {
                throw unreadable.get();
            }
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Speaking with the registry was interrupted");
        }
    }
}
