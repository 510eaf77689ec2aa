package dev.davit.build;

import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.ImageIndex;
import java.util.Optional;

/**
 * What a build came to.
 *
 * @param image stored, without a name; the one for this machine's platform if there is such, else the first
 * @param index stored too, of this and the images for other platforms, where there are several
 * @param revision the commit it was made from; none when the source has changes that are not committed
 * @param changed false when all of it came from earlier work
 */
public record Built(Image image, Optional<ImageIndex> index, Optional<String> revision, boolean changed) {
    /** What a registry is to have under the app's name: the index, or the image where that is alone. */
    public Digest digest() {
        return index.map(ImageIndex::digest).orElseGet(image::digest);
    }

    /** What a registry stores for it, in bytes. */
    public long size() {
        return index.map(ImageIndex::size).orElseGet(image::size);
    }
}
