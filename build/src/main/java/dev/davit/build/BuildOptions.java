package dev.davit.build;

/**
 * What one build is asked for besides what the description says.
 *
 * @param pull ask the registry what the base's tag means by now, instead of keeping to what the last build was made on
 * @param aot put an AOT cache on top of a Java image, where one can be made
 */
public record BuildOptions(boolean pull, boolean aot) {
    public static final BuildOptions DEFAULTS = new BuildOptions(false, false);

    public BuildOptions withPull(boolean other) {
        return new BuildOptions(other, aot);
    }

    public BuildOptions withAot(boolean other) {
        return new BuildOptions(pull, other);
    }
}
