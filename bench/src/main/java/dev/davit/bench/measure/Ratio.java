package dev.davit.bench.measure;

/**
 * How much better Davit is than another tool, and how much it wants to be.
 *
 * @param value above one when Davit is better
 * @param target the least that is wanted
 */
public record Ratio(String what, String against, double value, double target) {

    /** The median of the other tool over that of Davit, where less is better. */
    public static Ratio lessIsBetter(Series davit, Series other, double target) {
        return new Ratio(davit.group(), davit.name() + " / " + other.name(), other.median() / davit.median(), target);
    }

    /** The median of Davit over that of the other tool, where more is better. */
    public static Ratio moreIsBetter(Series davit, Series other, double target) {
        return new Ratio(davit.group(), davit.name() + " / " + other.name(), davit.median() / other.median(), target);
    }

    public boolean reached() {
        return value >= target;
    }
}
