package dev.davit.image.registry;

import dev.davit.image.registry.RegistryException.Asked;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Sends requests for one registry, goes where redirects lead, and tries again what failed for the moment. */
final class Caller {

    private static final int MOST_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final String registry;
    private final Transport transport;
    private final Rules rules;
    private final int tries;
    private volatile boolean hasAnswered;

    /**
     * A caller.
     *
     * @param tries how often something is tried at most
     */
    Caller(String registry, Transport transport, Rules rules, int tries) {
        this.registry = registry;
        this.transport = transport;
        this.rules = rules;
        this.tries = tries;
    }

    /** Sends something and reads the answer, which may be tried again. */
    interface Attempt<T> {
        T make() throws IOException;
    }

    /** Makes this attempt until it works, fails for good, or has failed often enough. */
    <T> T persist(Request request, Attempt<T> attempt) throws IOException {
        for (int failures = 1; ; failures++) {
            try {
                return attempt.make();
            } catch (IOException e) {
                pause(understood(request, e), failures);
            }
        }
    }

    /** Waits before another try, or throws the failure when there should be none. */
    void pause(RegistryException failure, int failures) throws IOException {
        boolean tooLong = failure.retryAfter()
                .filter(wait -> wait.compareTo(Backoff.LONGEST_ASKED) > 0)
                .isPresent();
        boolean absent = failure.getCause() instanceof IOException cause && NetworkFailure.isAbsent(cause);
        if (!failure.isTemporary() || tooLong || failures >= tries || (absent && !hasAnswered)) {
            throw failure;
        }
        try {
            rules.backoff().pause(failures, failure.retryAfter());
        } catch (InterruptedException e) {
            if (!transport.isClosed()) {
                Thread.currentThread().interrupt();
            }
            throw failure;
        }
    }

    /**
     * The answer itself, or the refusal that it is.
     *
     * @param expected answers besides those of success that are wanted
     */
    Answer accept(Answer answer, Supplier<Advice> advice, Predicate<Answer> expected) throws IOException {
        if (answer.isSuccess() || expected.test(answer)) {
            return answer;
        }
        try (answer) {
            Optional<Duration> wait = rules.backoff().retryAfter(answer.header("Retry-After"));
            throw RegistryException.refused(
                    Asked.of(registry, answer),
                    answer.status(),
                    RegistryError.parse(answer.read(RegistryError.MOST_BYTES)),
                    wait,
                    advice.get());
        }
    }

    /** Sends a request once, and on to where redirects lead, but what authorises it to no other origin. */
    Answer once(Request request, Optional<String> authorization) throws IOException {
        Origin first = Origin.of(request.uri());
        Request next = request;
        boolean home = true;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            Answer answer = send(next, home ? authorization : Optional.empty());
            if (!REDIRECTS.contains(answer.status())) {
                return answer;
            }
            try (answer) {
                next = next.to(target(next, answer));
                home &= Origin.of(next.uri()).equals(first);
            }
        }
        throw RegistryException.unusable(
                Asked.of(registry, request),
                "Registry " + registry + " redirects " + Asked.of(registry, request) + " more than " + MOST_REDIRECTS
                        + " times.",
                "");
    }

    private Answer send(Request request, Optional<String> authorization) throws IOException {
        try {
            Answer answer = transport.send(request, authorization);
            hasAnswered = true;
            return answer;
        } catch (IOException e) {
            throw understood(request, e);
        }
    }

    /** What a failure of the network means; throws what is no such failure. */
    private RegistryException understood(Request request, IOException failure) throws IOException {
        if (failure instanceof RegistryException known) {
            return known;
        }
        if (failure instanceof UnavailableCredential missing) {
            return RegistryException.withoutCredential(Asked.of(registry, request), missing);
        }
        if (Thread.currentThread().isInterrupted() || failure instanceof UnreadableContent) {
            throw failure;
        }
        return RegistryException.unreachable(Asked.of(registry, request), failure);
    }

    private URI target(Request request, Answer answer) throws RegistryException {
        var asked = Asked.of(registry, answer);
        boolean kept = request.isSafe() || answer.status() == 307 || answer.status() == 308;
        Optional<URI> target = kept ? resolve(answer) : Optional.empty();
        if (target.isEmpty()) {
            throw RegistryException.misbehaved(asked, answer.status(), "redirects to no place that can be used");
        }
        if (!rules.maySendOn(Origin.of(request.uri()), Origin.of(target.get()))) {
            throw RegistryException.unusable(
                    asked,
                    "Registry " + registry + " redirects " + asked + " to plain HTTP at "
                            + Origin.of(target.get()).host() + ", which anyone on the way can read and change.",
                    "If that is wanted, name that host as an insecure registry.");
        }
        return target.get();
    }

    /** Where {@code Location} points, seen from the request. */
    static Optional<URI> resolve(Answer answer) {
        try {
            return answer.header("Location")
                    .filter(text -> !text.isBlank())
                    .map(text -> answer.uri().resolve(text.strip()))
                    .filter(uri -> uri.getHost() != null && uri.getUserInfo() == null)
                    .filter(uri ->
                            "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
