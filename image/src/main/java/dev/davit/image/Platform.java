package dev.davit.image;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an image runs on, in the words of Go's {@code GOOS} and {@code GOARCH}, which the OCI image specification uses.
 *
 * @param variant the processor's variant, such as {@code v8}
 */
public record Platform(String os, String architecture, Optional<String> variant) {

    private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,63}");

    public Platform {
        if (!isPart(os)
                || !isPart(architecture)
                || !variant.map(Platform::isPart).orElse(true)) {
            throw malformed(os + "/" + architecture + variant.map(v -> "/" + v).orElse(""));
        }
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

    @Override
    public String toString() {
        return os + "/" + architecture + variant.map(v -> "/" + v).orElse("");
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
