package dev.davit.image.registry;

import dev.davit.image.Descriptor;
import dev.davit.image.Platform;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which manifest of an index runs best on a platform. */
final class PlatformChoice {

    private PlatformChoice() {}

    /** Of those for the system and architecture: the very variant, else the newest one that still runs there. */
    static Optional<Descriptor> of(List<Descriptor> manifests, Platform wanted) {
        return manifests.stream()
                .filter(manifest -> manifest.platform()
                        .filter(there -> there.os().equals(wanted.os())
                                && there.architecture().equals(wanted.architecture())
                                && level(there) <= level(wanted))
                        .isPresent())
                .max(Comparator.<Descriptor>comparingInt(
                                manifest -> level(manifest.platform().orElseThrow()))
                        .thenComparing(manifest -> manifests.indexOf(manifest), Comparator.reverseOrder()));
    }

    /** The variant as a number; without one, what the architecture has at least. */
    private static int level(Platform platform) {
        return platform.variant()
                .filter(variant -> variant.matches("v\\d{1,3}"))
                .map(variant -> Integer.parseInt(variant.substring(1)))
                .orElseGet(() -> least(platform));
    }

    private static int least(Platform platform) {
        return switch (platform.architecture()) {
            case "arm" -> 7;
            case "arm64" -> 8;
            default -> 1;
        };
    }
}
