package dev.davit.image.registry;

import dev.davit.image.registry.Credential.Password;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What authorises requests to one registry. Each token is fetched by one thread, and those that need the same wait for it. */
final class Authorization {

    private final String registry;
    private final Credentials credentials;
    private final TokenService service;
    private final Clock clock;

    private final Map<Scopes, Token> tokens = new ConcurrentHashMap<>();
    private final Map<Scopes, CompletableFuture<Token>> fetches = new ConcurrentHashMap<>();
    private volatile @Nullable Challenge bearer;
    private volatile @Nullable String basic;

    /** The credential is looked up once; who comes meanwhile waits, as finding it may start a program. */
    private final ReentrantLock lookup = new ReentrantLock();

    private boolean lookedUp;
    private Optional<Credential> credential = Optional.empty();
    private @Nullable UnavailableCredential failure;

    Authorization(String registry, Credentials credentials, TokenService service, Clock clock) {
        this.registry = registry;
        this.credentials = credentials;
        this.service = service;
        this.clock = clock;
    }

    /** What to send along unasked, as the registry wanted it before. */
    Optional<String> usual(Scopes scopes) throws IOException {
        if (basic != null) {
            return Optional.of(basic);
        }
        Challenge challenge = bearer;
        if (challenge == null) {
            return Optional.empty();
        }
        Token before = tokens.get(scopes);
        return Optional.of(token(challenge, scopes, before == null ? scopes : before.scopes(), Optional.empty())
                .header());
    }

    /**
     * What to send instead of what was refused; nothing when there is nothing else.
     *
     * @param challenges what the registry wants
     * @param refused what was sent, if anything was
     */
    Optional<String> answer(List<Challenge> challenges, Scopes scopes, Optional<String> refused) throws IOException {
        Optional<Token> ready = TokenService.ready(credential());
        if (ready.isPresent()) {
            return ready.map(Token::header).filter(header -> !refused.equals(Optional.of(header)));
        }
        for (Challenge challenge : challenges) {
            if (challenge.is("bearer") && challenge.parameter("realm").isPresent()) {
                Scopes wanted =
                        scopes.plus(Scopes.parse(challenge.parameter("scope").orElse("")));
                Token before = tokens.get(scopes);
                boolean pointless = refused.isPresent()
                        && before != null
                        && before.scopes().equals(wanted)
                        && challenge
                                .parameter("error")
                                .filter("insufficient_scope"::equals)
                                .isPresent();
                bearer = challenge;
                return pointless
                        ? Optional.empty()
                        : Optional.of(token(challenge, scopes, wanted, refused).header());
            }
        }
        if (challenges.stream().anyMatch(challenge -> challenge.is("basic"))
                && credential().orElse(null) instanceof Password password) {
            basic = password.basic();
            return Optional.of(password.basic()).filter(header -> !refused.equals(Optional.of(header)));
        }
        return Optional.empty();
    }

    /** How to advise on a refusal. */
    Advice advice() {
        lookup.lock();
        try {
            return credential.isPresent() ? Advice.KNOWN : Advice.ANONYMOUS;
        } finally {
            lookup.unlock();
        }
    }

    private Token token(Challenge challenge, Scopes scopes, Scopes wanted, Optional<String> refused)
            throws IOException {
        while (true) {
            Token known = tokens.get(scopes);
            if (known != null
                    && clock.instant().isBefore(known.until())
                    && !refused.equals(Optional.of(known.header()))) {
                return known;
            }
            var own = new CompletableFuture<Token>();
            CompletableFuture<Token> others = fetches.putIfAbsent(scopes, own);
            if (others != null) {
                Optional<Token> theirs = await(others);
                if (theirs.isPresent()) {
                    return theirs.get();
                }
            } else if (!Objects.equals(tokens.get(scopes), known)) {
                // Somebody was quicker between the two looks.
                fetches.remove(scopes, own);
                own.cancel(false);
            } else {
                return fetch(challenge, scopes, wanted, own);
            }
        }
    }

    private Token fetch(Challenge challenge, Scopes scopes, Scopes wanted, CompletableFuture<Token> own)
            throws IOException {
        try {
            Token token = service.fetch(challenge, wanted, credential());
            tokens.put(scopes, token);
            own.complete(token);
            return token;
        } catch (IOException | RuntimeException e) {
            own.completeExceptionally(e);
            throw e;
        } finally {
            fetches.remove(scopes, own);
        }
    }

    /** What another thread fetches; nothing when that thread was stopped. */
    private static Optional<Token> await(CompletableFuture<Token> fetch) throws IOException {
        try {
            return Optional.of(fetch.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RegistryException failure) {
                throw failure;
            }
            return Optional.empty();
        } catch (CancellationException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Waiting for a token was interrupted");
        }
    }

    /** The credential. A search that failed is not made again: a helper may have used up all its time. */
    private Optional<Credential> credential() throws UnavailableCredential {
        lookup.lock();
        try {
            if (!lookedUp) {
                lookedUp = true;
                credential = credentials.of(registry);
            }
            if (failure != null) {
                throw failure;
            }
            return credential;
        } catch (UnavailableCredential e) {
            throw e;
        } catch (IOException e) {
            failure = new UnavailableCredential(e);
            throw failure;
        } finally {
            lookup.unlock();
        }
    }
}
