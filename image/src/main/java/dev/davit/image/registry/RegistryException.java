package dev.davit.image.registry;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A registry refused something, could not be reached, or gave something else than it should. The message is for people:
 * {@link #problem} and {@link #nextStep}. It holds neither a query, which may carry a signature, nor user information.
 */
public final class RegistryException extends IOException {

    private final String method;
    private final String url;
    private final OptionalInt status;
    private final Optional<String> code;
    private final String problem;
    private final String nextStep;
    private final boolean temporary;
    private final transient Optional<Duration> retryAfter;

    private RegistryException(
            Asked asked,
            Outcome outcome,
            String problem,
            String nextStep,
            boolean temporary,
            @Nullable Throwable cause) {
        super(nextStep.isEmpty() ? problem : problem + " " + nextStep, cause);
        this.method = asked.method();
        this.url = asked.url();
        this.status = outcome.status();
        this.code = outcome.code();
        this.retryAfter = outcome.retryAfter();
        this.problem = problem;
        this.nextStep = nextStep;
        this.temporary = temporary;
    }

    /** The registry answered with a status that says no. */
    static RegistryException refused(
            Asked asked, int status, RegistryError error, Optional<Duration> retryAfter, Advice advice) {
        String problem = "Registry " + asked.registry() + " refused " + asked + ": " + status
                + error.code().map(code -> " " + code).orElse("")
                + (error.message().isEmpty() ? "" : ": " + error.message())
                + ending(error.message());
        boolean temporary = status == 408
                || (status == 429 && !error.isPullLimit())
                || status == 500
                || status == 502
                || status == 503
                || status == 504;
        return new RegistryException(
                asked,
                new Outcome(OptionalInt.of(status), error.code(), retryAfter),
                problem,
                advice.onRefusal(asked, status, error, retryAfter),
                temporary,
                null);
    }

    /** No whole answer came. */
    static RegistryException unreachable(Asked asked, IOException cause) {
        String why = NetworkFailure.reason(cause);
        return new RegistryException(
                asked,
                Outcome.NONE,
                "Cannot reach registry " + asked.registry() + " (" + asked + "): " + why + ending(why),
                NetworkFailure.advice(asked.registry(), cause),
                NetworkFailure.isTemporary(cause),
                cause);
    }

    /** The answer is not what the protocol says. */
    static RegistryException misbehaved(Asked asked, int status, String what) {
        return new RegistryException(
                asked,
                Outcome.of(status),
                "Registry " + asked.registry() + " answered " + asked + " with " + status + " but " + what + ".",
                "",
                false,
                null);
    }

    /** What was asked for is not there. */
    static RegistryException missing(Asked asked, String problem, String nextStep) {
        return new RegistryException(asked, Outcome.of(404), problem, nextStep, false, null);
    }

    /** What was asked for is something that cannot be used. */
    static RegistryException unusable(Asked asked, String problem, String nextStep) {
        return new RegistryException(asked, Outcome.NONE, problem, nextStep, false, null);
    }

    /** The registry wants a credential, and the place that should have it cannot be read. */
    static RegistryException withoutCredential(Asked asked, UnavailableCredential cause) {
        String why = RegistryError.shown(String.valueOf(cause.getMessage()));
        return new RegistryException(
                asked,
                Outcome.NONE,
                "Registry " + asked.registry() + " wants a credential, and looking for one failed: " + why
                        + ending(why),
                "",
                false,
                cause);
    }

    /** The method of the request that failed. */
    public String method() {
        return method;
    }

    /** Where the request went, without query and user information. */
    public String url() {
        return url;
    }

    /** The HTTP status, unless no answer came. */
    public OptionalInt status() {
        return status;
    }

    /** The registry's own error code, such as {@code MANIFEST_UNKNOWN}. */
    public Optional<String> code() {
        return code;
    }

    /** What went wrong, in one sentence. */
    public String problem() {
        return problem;
    }

    /** What to do about it, in a sentence; empty where nothing is known. */
    public String nextStep() {
        return nextStep;
    }

    /** Whether the same request may well succeed later. */
    public boolean isTemporary() {
        return temporary;
    }

    /** How long the registry wants to be left alone. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    private static String ending(String text) {
        return text.endsWith(".") || text.endsWith("!") ? "" : ".";
    }

    /** Which request to which registry. */
    record Asked(String registry, String method, URI uri) {

        static Asked of(String registry, Answer answer) {
            return new Asked(registry, answer.method(), answer.uri());
        }

        static Asked of(String registry, Request request) {
            return new Asked(registry, request.method(), request.uri());
        }

        String url() {
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
        }

        @Override
        public String toString() {
            return method + " " + url();
        }
    }

    private record Outcome(OptionalInt status, Optional<String> code, Optional<Duration> retryAfter) {

        static final Outcome NONE = new Outcome(OptionalInt.empty(), Optional.empty(), Optional.empty());

        static Outcome of(int status) {
            return new Outcome(OptionalInt.of(status), Optional.empty(), Optional.empty());
        }
    }
}
