package dev.davit.build;

/**
 * What one build is asked for besides what the description says.
 *
 * @param pull ask the registry what the base's tag means by now, instead of keeping to what the last build was made on
 */
public record BuildOptions(boolean pull) {
    public static final BuildOptions DEFAULTS = new BuildOptions(false);
}
