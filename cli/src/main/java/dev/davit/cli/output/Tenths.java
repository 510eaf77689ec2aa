package dev.davit.cli.output;

/**
 * Numbers with one decimal. {@link String#format} would do, but looks up the symbols of the locale, which takes a
 * noticeable part of a short command.
 */
public final class Tenths {
    private Tenths() {}

    /** Such as {@code 12.3}, for a number that is not negative. */
    public static String of(double value) {
        long tenths = Math.round(value * 10);
        return tenths / 10 + "." + tenths % 10;
    }
}
