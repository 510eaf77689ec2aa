package dev.davit.bench.process;

/** A program that a benchmark needs is missing or failed; the message says which, and what it wrote. */
public final class ProgramException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ProgramException(String message) {
        super(message);
    }
}
