package dev.davit.cli.command;

import dev.davit.app.Progress.Step;
import dev.davit.cli.output.Tenths;
import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.ImageReference;
import dev.davit.image.registry.PushListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Shows a push as a step for each blob that is sent. */
final class PushProgress implements PushListener {
    private final Step push;
    private final Map<Digest, Step> blobs = new ConcurrentHashMap<>();

    PushProgress(Step push) {
        this.push = push;
    }

    @Override
    public void blobExists(Descriptor blob) {
        step(blob).skipped("the registry has it");
    }

    @Override
    public void blobMounted(Descriptor blob, ImageReference from) {
        step(blob).skipped("the registry has it in " + from.repository());
    }

    @Override
    public void blobUploading(Descriptor blob, long bytesSent) {
        step(blob).update(megabytes(bytesSent) + " of " + megabytes(blob.size()) + " MB");
    }

    @Override
    public void blobUploaded(Descriptor blob) {
        step(blob).done(megabytes(blob.size()) + " MB");
    }

    @Override
    public void manifestExists(ImageReference image) {
        push.skipped("the registry has it: " + image.familiar());
    }

    @Override
    public void manifestPushed(ImageReference image) {
        push.done(image.familiar());
    }

    private Step step(Descriptor blob) {
        return blobs.computeIfAbsent(
                blob.digest(), digest -> push.begin("layer " + digest.hex().substring(0, 12)));
    }

    private static String megabytes(long bytes) {
        return Tenths.of(bytes / 1e6);
    }
}
