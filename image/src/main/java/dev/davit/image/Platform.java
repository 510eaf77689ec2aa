package dev.davit.image;

import dev.davit.image.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What an image runs on, in the words of Go's {@code GOOS} and {@code GOARCH}, which the OCI image specification uses
 * (image index, "platform").
 *
 * @param variant the processor's variant, such as {@code v8}
 * @param osVersion the version of the operating system, such as {@code 10.0.17763.1217}; images for Windows name one
 * @param osFeatures what the operating system must offer, such as {@code win32k}
 */
public record Platform(
        String os, String architecture, Optional<String> variant, Optional<String> osVersion, List<String> osFeatures) {

    private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,63}");

    public Platform {
        osFeatures = List.copyOf(osFeatures);
        if (!isPart(os)
                || !isPart(architecture)
                || !variant.map(Platform::isPart).orElse(true)) {
            throw malformed(os + "/" + architecture + variant.map(v -> "/" + v).orElse(""));
        }
    }

    public Platform(String os, String architecture, Optional<String> variant) {
        this(os, architecture, variant, Optional.empty(), List.of());
    }

    public static Platform of(String os, String architecture) {
        return new Platform(os, architecture, Optional.empty());
    }

    /** The platform this process runs on. */
    public static Platform current() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String name = os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "windows" : os;
        return of(name, architectureOf(System.getProperty("os.arch").toLowerCase(Locale.ROOT)));
    }

    /** Reads {@code os/architecture} or {@code os/architecture/variant}; {@code x86_64} and {@code aarch64} are known. */
    public static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        return switch (parts.length) {
            case 2 -> of(parts[0], architectureOf(parts[1]));
            case 3 -> new Platform(parts[0], architectureOf(parts[1]), Optional.of(parts[2]));
            default -> throw malformed(text);
        };
    }

    /**
     * How well an image for another platform suits this one: 0 is best, nothing means that it does not run here. As with
     * containerd, {@code arm64} and {@code arm64/v8} are the same, {@code arm} is {@code arm/v7}, {@code amd64} is
     * {@code amd64/v1}, and an image for an older variant runs on a newer one. A version of the operating system matters
     * when both name one: its first three parts must agree.
     */
    public OptionalInt rank(Platform offered) {
        if (!os.equals(offered.os) || !architecture.equals(offered.architecture) || !suits(offered.osVersion)) {
            return OptionalInt.empty();
        }
        String wanted = effectiveVariant();
        String found = offered.effectiveVariant();
        if (wanted.equals(found)) {
            return OptionalInt.of(0);
        }
        int distance = age(wanted) - age(found);
        return age(wanted) > 0 && age(found) > 0 && distance > 0 ? OptionalInt.of(distance) : OptionalInt.empty();
    }

    /** Whether an image for another platform runs on this one; see {@link #rank}. */
    public boolean runs(Platform offered) {
        return rank(offered).isPresent();
    }

    @Override
    public String toString() {
        return os + "/" + architecture + variant.map(v -> "/" + v).orElse("");
    }

    static Platform read(JsonObject json) {
        return new Platform(
                json.requiredText("os"),
                json.requiredText("architecture"),
                json.text("variant").filter(v -> !v.isEmpty()),
                json.text("os.version").filter(v -> !v.isEmpty()),
                json.texts("os.features"));
    }

    /** The members of the specification, in its order, without those that are empty. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architecture", architecture);
        json.put("os", os);
        osVersion.ifPresent(version -> json.put("os.version", version));
        if (!osFeatures.isEmpty()) {
            json.put("os.features", osFeatures);
        }
        variant.ifPresent(v -> json.put("variant", v));
        return json;
    }

    private String effectiveVariant() {
        return variant.orElse(
                switch (architecture) {
                    case "arm64" -> "v8";
                    case "arm" -> "v7";
                    case "amd64" -> "v1";
                    default -> "";
                });
    }

    /** The number in a variant of the architectures whose variants include the ones before; else 0. */
    private int age(String variant) {
        return switch (architecture) {
            case "arm", "arm64", "amd64" -> variant.matches("v[1-9]") ? variant.charAt(1) - '0' : 0;
            default -> 0;
        };
    }

    private boolean suits(Optional<String> offered) {
        return osVersion.isEmpty()
                || offered.isEmpty()
                || threeParts(osVersion.get()).equals(threeParts(offered.get()));
    }

    private static List<String> threeParts(String version) {
        List<String> parts = List.of(version.split("\\.", -1));
        return parts.subList(0, Math.min(3, parts.size()));
    }

    private static boolean isPart(String part) {
        return PART.matcher(part).matches();
    }

    private static String architectureOf(String name) {
        return switch (name) {
            case "x86_64", "x86-64" -> "amd64";
            case "aarch64" -> "arm64";
            case "x86", "i386", "i686" -> "386";
            default -> name;
        };
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("Not a platform: " + Shown.of(text)
                + ". Expected os/architecture or os/architecture/variant, such as linux/amd64 or linux/arm64/v8.");
    }
}
