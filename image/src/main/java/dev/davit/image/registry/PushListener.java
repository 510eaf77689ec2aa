package dev.davit.image.registry;

import dev.davit.image.Descriptor;
import dev.davit.image.ImageReference;

/** Hears how a push proceeds. Called from several threads at once; should return quickly and throw nothing. */
public interface PushListener {

    /** Hears nothing. */
    PushListener SILENT = new PushListener() {};

    /** The registry has this blob already, so it is not sent. */
    default void blobExists(Descriptor blob) {}

    /** The registry has taken this blob from another of its repositories, so it is not sent. */
    default void blobMounted(Descriptor blob, ImageReference from) {
        blobExists(blob);
    }

    /** This many bytes of the blob have been handed to the network so far. */
    default void blobUploading(Descriptor blob, long bytesSent) {}

    /** The registry has confirmed this blob. */
    default void blobUploaded(Descriptor blob) {}

    /** The registry has this very image under this name already, so nothing was sent at all. */
    default void manifestExists(ImageReference reference) {}

    /** The registry has confirmed the manifest; the image can be pulled. */
    default void manifestPushed(ImageReference reference) {}
}
