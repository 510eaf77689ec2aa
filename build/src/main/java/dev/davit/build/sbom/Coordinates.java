package dev.davit.build.sbom;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a library is called. A library without a group is known by its file alone. */
record Coordinates(Optional<String> group, String name, Optional<String> version) {
    private static final Pattern FILE = Pattern.compile("(.+?)-(\\d[\\w.+-]*)\\.jar");

    static Coordinates of(String group, String name, String version) {
        return new Coordinates(Optional.of(group), name, Optional.of(version));
    }

    /** What a file name such as {@code guava-33.0.0-jre.jar} says. */
    static Coordinates ofFile(String file) {
        Matcher parts = FILE.matcher(file);
        return parts.matches()
                ? new Coordinates(Optional.empty(), parts.group(1), Optional.of(parts.group(2)))
                : new Coordinates(Optional.empty(), file.replaceFirst("\\.jar$", ""), Optional.empty());
    }

    /** Present when group and version are known; anything less would name nothing, or another package. */
    Optional<String> packageUrl() {
        return group.isPresent() && version.isPresent()
                ? Optional.of(PackageUrl.maven(group.get(), name, version.get()))
                : Optional.empty();
    }
}
