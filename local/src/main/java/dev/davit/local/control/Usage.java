package dev.davit.local.control;

import java.util.function.BooleanSupplier;

/**
 * Knows whether anyone still needs the agent: requests under way, and work that goes on without its client. Safe for
 * use by several threads.
 */
public final class Usage {
    private final Object lock = new Object();
    private int users;
    private boolean worked;
    private boolean ended;
    private boolean lastOneEnds;
    private final BooleanSupplier mayEnd;
    private final Runnable end;

    /**
     * @param mayEnd is asked when nobody is there any more
     * @param end is told once, when the agent is to end
     */
    public Usage(BooleanSupplier mayEnd, Runnable end) {
        this.mayEnd = mayEnd;
        this.end = end;
    }

    /** Returns false when it is too late. */
    boolean enter() {
        synchronized (lock) {
            if (!ended) {
                users++;
            }
            return !ended;
        }
    }

    void exit() {
        boolean look;
        boolean last;
        synchronized (lock) {
            users--;
            last = lastOneEnds && users == 0;
            look = worked;
        }
        if (last) {
            end.run();
        } else if (look) {
            endIfUnused();
        }
    }

    /**
     * Whether the agent ends once the only user, who asks, has left. When it says so, that is decided: nobody enters any
     * more.
     */
    boolean endsWithThis() {
        synchronized (lock) {
            if (!ended && users == 1 && mayEnd.getAsBoolean()) {
                ended = true;
                lastOneEnds = true;
            }
            return lastOneEnds;
        }
    }

    /** Work begins that may leave nothing to do for the agent. */
    void keep() {
        synchronized (lock) {
            users++;
            worked = true;
        }
    }

    void release() {
        exit();
    }

    /** Nobody may enter any more, whatever is left to do: the agent was asked to end. */
    public void close() {
        synchronized (lock) {
            ended = true;
        }
    }

    /** Ends the agent when nobody is there and nothing is left to do. */
    public void endIfUnused() {
        boolean now;
        synchronized (lock) {
            now = users == 0 && !ended && mayEnd.getAsBoolean();
            ended |= now;
        }
        if (now) {
            end.run();
        }
    }
}
