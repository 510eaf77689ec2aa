package dev.davit.image.registry;

import dev.davit.image.Content;
import dev.davit.image.Descriptor;
import dev.davit.image.registry.RegistryException.Asked;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends one blob (OCI distribution specification, "pushing blobs"): a small one at once, a larger one in a stream that goes
 * on where it stopped when the connection drops, and in pieces where somebody on the way does not let so much through.
 */
final class Upload {

    private static final long SMALL = 4L << 20;
    private static final long PIECE = 64L << 20;
    private static final long SMALLEST_PIECE = 4L << 20;
    private static final long SLOWEST_DIGEST = 20_000_000;
    private static final String OCTETS = "application/octet-stream";
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?(\\d{1,18})-(\\d{1,18})");

    private final Repository repository;
    private final Descriptor blob;
    private final Content content;
    private final LongConsumer sent;

    private URI place = URI.create("");
    private long least;
    private long piece = Long.MAX_VALUE;
    private long offset;
    private boolean begun;
    private boolean resumed;
    private int failures;

    /**
     * The upload of a blob.
     *
     * @param sent told now and then how many bytes have been handed to the network
     */
    Upload(Repository repository, Descriptor blob, Content content, LongConsumer sent) {
        this.repository = repository;
        this.blob = blob;
        this.content = content;
        this.sent = sent;
    }

    /**
     * Asks the registry to take the blob from another of its repositories (OCI distribution specification, "mounting a blob
     * from another repository"). It may do so or not; that it cannot is no failure.
     */
    boolean mount(String other) throws IOException {
        URI uri = URI.create(repository.uri("blobs/uploads/") + "?mount=" + blob.digest() + "&from=" + other);
        try {
            return repository
                    .connection()
                    .call(
                            Request.of("POST", uri),
                            repository.scopes().plus(Scopes.pull(other)),
                            _ -> false,
                            answer -> answer.status() == 201 || !begun(answer));
        } catch (RegistryException e) {
            if (e.isTemporary()) {
                throw e;
            }
            return false;
        }
    }

    void run() throws IOException {
        boolean stored = false;
        if (!begun) {
            start();
        }
        while (!stored) {
            try {
                if (blob.size() > SMALL) {
                    stream();
                }
                finish();
                stored = true;
            } catch (RegistryException e) {
                stored = recover(e);
            }
        }
    }

    private void start() throws IOException {
        repository
                .connection()
                .call(
                        Request.of("POST", repository.uri("blobs/uploads/")),
                        repository.scopes(),
                        _ -> false,
                        this::begun);
    }

    private boolean begun(Answer answer) throws IOException {
        place = repository.connection().location(answer);
        least = answer.headers().firstValueAsLong("OCI-Chunk-Min-Length").orElse(0);
        offset = 0;
        begun = true;
        return true;
    }

    private void stream() throws IOException {
        while (offset < blob.size()) {
            long length = Math.min(Math.max(piece, least), blob.size() - offset);
            Request request = Request.of("PATCH", place).with(body(length));
            if (offset > 0 || length < blob.size()) {
                request = request.with("Content-Range", offset + "-" + (offset + length - 1));
            }
            try (Answer answer = once(request)) {
                proceed(answer, length);
            }
        }
    }

    /** Sends what is left, and has the registry check the digest and give the blob its name. */
    private void finish() throws IOException {
        String separator = place.getRawQuery() == null ? "?" : "&";
        Request request = Request.of("PUT", URI.create(place + separator + "digest=" + blob.digest()))
                .withExtra(Duration.ofSeconds(blob.size() / SLOWEST_DIGEST));
        if (offset < blob.size()) {
            request = request.with(body(blob.size() - offset));
        }
        try (Answer answer = once(request)) {
            if (answer.status() != 201 && answer.status() != 204) {
                throw RegistryException.misbehaved(asked(answer), answer.status(), "should have answered with 201");
            }
        }
    }

    /** Finds out how much of what was sent has arrived. */
    private void proceed(Answer answer, long length) throws IOException {
        long expected = offset + length;
        if (answer.header("Location").isPresent()) {
            place = repository.connection().location(answer);
        }
        long arrived = arrived(answer).orElse(expected);
        if (arrived > expected) {
            throw RegistryException.misbehaved(
                    asked(answer), answer.status(), "says that it has " + arrived + " bytes of " + expected);
        }
        if (arrived <= 1 && expected > 1) {
            // Said by registries that have nothing and by those that have one byte.
            start();
        } else {
            failures = arrived - offset >= SMALLEST_PIECE ? 0 : failures;
            offset = arrived;
        }
    }

    /** Gets ready to go on after a failure, finds that all is well, or throws it. */
    private boolean recover(RegistryException failure) throws IOException {
        int status = failure.status().orElse(0);
        failures++;
        if (status == 413 && blob.size() > SMALL && smallerPieces()) {
            start();
        } else if (status == 416 && failures < Backoff.TRIES) {
            ask();
        } else if ((isLost(failure) || (status == 400 && resumed)) && failures < Backoff.TRIES) {
            resumed = false;
            start();
        } else {
            repository.connection().pause(failure, failures);
            boolean wasFinishing = blob.size() <= SMALL || offset == blob.size();
            if (wasFinishing && repository.hasBlob(blob.digest())) {
                return true;
            }
            if (blob.size() > SMALL) {
                ask();
            } else {
                start();
            }
        }
        return false;
    }

    private boolean smallerPieces() {
        long less = piece >= blob.size() ? Math.min(PIECE, blob.size() / 2) : piece / 4;
        long smaller = Math.max(Math.max(least, SMALLEST_PIECE), less);
        boolean isSmaller = smaller < Math.min(piece, blob.size());
        piece = isSmaller ? smaller : piece;
        return isSmaller;
    }

    /** Asks how far the upload has come; one that is not known any more begins anew. */
    private void ask() throws IOException {
        boolean known = repository
                .connection()
                .call(Request.of("GET", place), repository.scopes(), answer -> answer.status() == 404, answer -> {
                    OptionalLong arrived = answer.status() == 404 ? OptionalLong.empty() : arrived(answer);
                    if (arrived.isEmpty() || arrived.getAsLong() <= 1 || arrived.getAsLong() > blob.size()) {
                        return false;
                    }
                    if (answer.header("Location").isPresent()) {
                        place = repository.connection().location(answer);
                    }
                    failures = arrived.getAsLong() - offset >= SMALLEST_PIECE ? 0 : failures;
                    offset = arrived.getAsLong();
                    return true;
                });
        resumed |= known;
        if (!known) {
            start();
        }
    }

    private static boolean isLost(RegistryException failure) {
        return failure.status().orElse(0) == 404
                || failure.code().filter("BLOB_UPLOAD_UNKNOWN"::equals).isPresent();
    }

    private static OptionalLong arrived(Answer answer) {
        Matcher range = RANGE.matcher(answer.header("Range").orElse(""));
        return range.matches() && range.group(1).equals("0")
                ? OptionalLong.of(Long.parseLong(range.group(2)) + 1)
                : OptionalLong.empty();
    }

    private Body body(long length) {
        return new Body(OCTETS, content, offset, length, sent);
    }

    private Answer once(Request request) throws IOException {
        return repository.connection().once(request, repository.scopes(), _ -> false);
    }

    private Asked asked(Answer answer) {
        return repository.asked(answer);
    }
}
