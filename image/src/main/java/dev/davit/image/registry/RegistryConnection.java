package dev.davit.image.registry;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Speaks with one registry: authorised as it wants, and more than once where that helps. */
final class RegistryConnection {

    private final RegistryAddress address;
    private final Rules rules;
    private final Caller caller;
    private final Authorization authorization;
    private volatile boolean givenUp;

    /**
     * A connection.
     *
     * @param tries how often a request that fails for the moment is sent
     */
    RegistryConnection(RegistryAddress address, Transport transport, Rules rules, int tries) {
        this.address = address;
        this.rules = rules;
        this.caller = new Caller(address.registry(), transport, rules, tries);
        this.authorization = new Authorization(
                address.registry(),
                rules.credentials(),
                new TokenService(address, caller, rules),
                rules.backoff().clock());
    }

    String registry() {
        return address.registry();
    }

    RegistryAddress address() {
        return address;
    }

    /** Makes something of an answer, while its body can be read. */
    interface Reading<T> {
        T read(Answer answer) throws IOException;
    }

    /**
     * Sends a request that may be sent twice.
     *
     * @param scopes what it needs to be allowed to do
     * @param expected answers besides those of success that the caller wants to see
     */
    <T> T call(Request request, Scopes scopes, Predicate<Answer> expected, Reading<T> reading) throws IOException {
        return caller.persist(request, () -> {
            try (Answer answer = once(request, scopes, expected)) {
                return reading.read(answer);
            }
        });
    }

    /** The same, for an answer whose body the caller reads and closes. */
    Answer open(Request request, Scopes scopes) throws IOException {
        return caller.persist(request, () -> once(request, scopes, _ -> false));
    }

    /** Sends a request, and again only to show who is asking. */
    Answer once(Request request, Scopes scopes, Predicate<Answer> expected) throws IOException {
        boolean home = isHome(request.uri());
        Optional<String> usual = home ? authorization.usual(scopes) : Optional.empty();
        Answer answer = caller.once(request, usual);
        if (answer.status() == 401 && home && isHome(answer.uri())) {
            List<Challenge> challenges = Challenge.parse(answer.headers().allValues("WWW-Authenticate"));
            Optional<String> other = authorize(answer, challenges, scopes, usual);
            if (other.isPresent()) {
                answer.close();
                answer = caller.once(request, other);
            }
        }
        return caller.accept(answer, authorization::advice, expected);
    }

    /** Waits before another try, or throws the failure when there should be none. */
    void pause(RegistryException failure, int failures) throws IOException {
        caller.pause(failure, failures);
    }

    /** Where an upload goes on, if that is no worse protected than the registry. */
    URI location(Answer answer) throws RegistryException {
        Optional<URI> place = Caller.resolve(answer);
        if (place.isEmpty()) {
            throw RegistryException.misbehaved(
                    RegistryException.Asked.of(registry(), answer),
                    answer.status(),
                    "named no place to upload to that can be used");
        }
        if (!rules.maySendOn(address.origin(), Origin.of(place.get()))) {
            throw RegistryException.unusable(
                    RegistryException.Asked.of(registry(), answer),
                    "Registry " + registry() + " answered "
                            + RegistryException.Asked.of(registry(), answer)
                            + " with a place to upload to in plain HTTP.",
                    "If a proxy stands before the registry, it has to tell it of HTTPS (X-Forwarded-Proto).");
        }
        return place.get();
    }

    boolean isHome(URI uri) {
        return Origin.of(uri).equals(address.origin());
    }

    /** Whether this one did not answer before and should not be waited for again. */
    boolean isGivenUp() {
        return givenUp;
    }

    void giveUp() {
        givenUp = true;
    }

    private Optional<String> authorize(
            Answer answer, List<Challenge> challenges, Scopes scopes, Optional<String> refused) throws IOException {
        try {
            return authorization.answer(challenges, scopes, refused);
        } catch (IOException | RuntimeException e) {
            answer.close();
            throw e;
        }
    }
}
