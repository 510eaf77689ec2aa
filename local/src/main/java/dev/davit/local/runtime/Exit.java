package dev.davit.local.runtime;

import java.util.Map;
import java.util.OptionalInt;

/**
 * How a task ended.
 *
 * @param status as a shell gives it, 128 and the number for a signal; none when nobody saw it
 * @param outOfMemory the kernel ended it for using more memory than it may
 */
public record Exit(OptionalInt status, boolean outOfMemory) {
    public static final Exit UNSEEN = new Exit(OptionalInt.empty(), false);

    private static final Map<Integer, String> SIGNALS =
            Map.of(1, "HUP", 2, "INT", 3, "QUIT", 4, "ILL", 6, "ABRT", 7, "BUS", 9, "KILL", 11, "SEGV", 15, "TERM");

    public static Exit of(int status) {
        return new Exit(OptionalInt.of(status), false);
    }

    /** In plain words, to follow the name of the task: {@code ended with exit code 1}. */
    public String words() {
        if (outOfMemory) {
            return "was ended by the kernel for using more memory than its limit";
        }
        if (status.isEmpty()) {
            return "ended while no agent was there to see how";
        }
        int code = status.getAsInt();
        int signal = code - 128;
        if (signal > 0 && signal <= 64) {
            return "was ended by signal " + (SIGNALS.containsKey(signal) ? "SIG" + SIGNALS.get(signal) : signal);
        }
        return "ended with exit code " + code;
    }
}
