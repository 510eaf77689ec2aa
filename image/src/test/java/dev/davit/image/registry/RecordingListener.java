package dev.davit.image.registry;

import dev.davit.image.Descriptor;
import dev.davit.image.ImageReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what it hears. */
final class RecordingListener implements PushListener {

    private final List<String> heard = new CopyOnWriteArrayList<>();

    List<String> heard() {
        return heard;
    }

    @Override
    public void blobExists(Descriptor blob) {
        heard.add("exists " + blob.digest());
    }

    @Override
    public void blobMounted(Descriptor blob, ImageReference from) {
        heard.add("mounted " + blob.digest() + " from " + from.name());
    }

    @Override
    public void blobUploading(Descriptor blob, long bytesSent) {
        heard.add("sent some");
    }

    @Override
    public void blobUploaded(Descriptor blob) {
        heard.add("uploaded " + blob.digest());
    }

    @Override
    public void manifestExists(ImageReference reference) {
        heard.add("there " + reference);
    }

    @Override
    public void manifestPushed(ImageReference reference) {
        heard.add("pushed " + reference);
    }
}
