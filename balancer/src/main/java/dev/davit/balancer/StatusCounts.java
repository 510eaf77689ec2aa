package dev.davit.balancer;

import java.util.concurrent.atomic.LongAdder;

/** Final responses by the class of their status. */
public record StatusCounts(long success, long redirection, long clientError, long serverError) {

    /** Counts; any thread may add. */
    static final class Counter {
        private final LongAdder success = new LongAdder();
        private final LongAdder redirection = new LongAdder();
        private final LongAdder clientError = new LongAdder();
        private final LongAdder serverError = new LongAdder();

        void add(int status) {
            (status < 300 ? success : status < 400 ? redirection : status < 500 ? clientError : serverError)
                    .increment();
        }

        StatusCounts snapshot() {
            return new StatusCounts(success.sum(), redirection.sum(), clientError.sum(), serverError.sum());
        }
    }

    public long total() {
        return success + redirection + clientError + serverError;
    }
}
