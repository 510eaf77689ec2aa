package dev.davit.build.base;

import dev.davit.app.Base;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.Platform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an app's layers are put on, for one platform.
 *
 * @param base as the description has it
 * @param source what was pulled, which the store has to keep; nothing for a root file system
 * @param image an OCI image whose layers are in the store; its labels say what it is built on
 * @param java where Java is in it; nothing for a root file system without it
 */
public record BaseImage(Base base, Optional<Digest> source, Image image, Optional<BaseJava> java) {
    /** What was pulled for these, by what it is used for. */
    public static Map<String, Digest> sources(List<BaseImage> bases) {
        Map<String, Digest> sources = new LinkedHashMap<>();
        for (BaseImage base : bases) {
            base.source()
                    .ifPresent(
                            digest -> sources.put("base " + base.base().origin() + " for " + base.platform(), digest));
        }
        return sources;
    }

    public Platform platform() {
        return image.config().platform();
    }
}
