package dev.davit.balancer.http1;

/**
 * A peer's message does not follow RFC 9112, or exceeds a limit. {@link #status()} is what a server answers to such a request; in a response it
 * means 502 whatever it says. It has no stack trace, since peers may cause it at will.
 */
public final class MalformedMessageException extends Exception {
    private final int status;

    public MalformedMessageException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static MalformedMessageException bad(String message) {
        return new MalformedMessageException(400, message);
    }

    public int status() {
        return status;
    }

    /** What is wrong, as a clause: {@code whitespace before the colon of a field}. */
    public String reason() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
