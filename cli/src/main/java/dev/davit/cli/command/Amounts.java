package dev.davit.cli.command;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Sizes and ages as docker shows them. */
final class Amounts {
    private Amounts() {}

    static String size(long bytes) {
        if (bytes < 1000) {
            return bytes + "B";
        }
        double amount = bytes;
        String unit = "";
        for (String larger : new String[] {"kB", "MB", "GB", "TB"}) {
            if (amount < 999.5) {
                break;
            }
            amount /= 1000;
            unit = larger;
        }
        return String.format(Locale.ROOT, amount < 10 ? "%.2f%s" : amount < 100 ? "%.1f%s" : "%.0f%s", amount, unit);
    }

    static String ago(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        if (age.toMinutes() < 1) {
            return "just now";
        }
        if (age.toHours() < 1) {
            return count(age.toMinutes(), "minute");
        }
        if (age.toDays() < 2) {
            return count(age.toHours(), "hour");
        }
        if (age.toDays() < 14) {
            return count(age.toDays(), "day");
        }
        if (age.toDays() < 60) {
            return count(age.toDays() / 7, "week");
        }
        return age.toDays() < 730 ? count(age.toDays() / 30, "month") : count(age.toDays() / 365, "year");
    }

    private static String count(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s") + " ago";
    }
}
