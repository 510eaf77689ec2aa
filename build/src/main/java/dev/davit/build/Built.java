package dev.davit.build;

import dev.davit.image.Image;
import java.util.Optional;

/**
 * What a build came to.
 *
 * @param image stored, without a name
 * @param revision the commit it was made from; none when the source has changes that are not committed
 * @param changed false when all of it came from earlier work
 */
public record Built(Image image, Optional<String> revision, boolean changed) {}
