package dev.davit.build.base;

import dev.davit.app.Progress;
import dev.davit.image.Content;
import dev.davit.image.Image;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Tells how much of an image's layers has been read. */
final class Watching {
    private static final long NOTEWORTHY = 1 << 20;

    private final Progress.Step step;
    private final String name;
    private final AtomicLong read = new AtomicLong();

    Watching(Progress.Step step, String name) {
        this.step = step;
        this.name = name;
    }

    /** The same image, which tells. */
    Image over(Image image) {
        long size = image.size();
        List<Layer> layers = image.layers().stream()
                .map(layer -> new Layer(layer.descriptor(), layer.diffId(), over(layer.content(), size)))
                .toList();
        return Image.of(image.manifest(), image.configBytes(), layers);
    }

    private Content over(Content content, long size) {
        return new Content() {
            @Override
            public InputStream open() throws IOException {
                return new Counting(content.open(), size);
            }

            @Override
            public List<ImageReference> repositories() {
                return content.repositories();
            }
        };
    }

    private void count(int bytes, long size) {
        long now = read.addAndGet(bytes);
        if (now / NOTEWORTHY > (now - bytes) / NOTEWORTHY) {
            step.update(String.format(Locale.ROOT, "%s, %d of %d MB", name, now / 1_000_000, size / 1_000_000));
        }
    }

    private final class Counting extends FilterInputStream {
        private final long size;

        private Counting(InputStream in, long size) {
            super(in);
            this.size = size;
        }

        @Override
        public int read() throws IOException {
            int one = in.read();
            count(one < 0 ? 0 : 1, size);
            return one;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int some = in.read(bytes, offset, length);
            count(Math.max(some, 0), size);
            return some;
        }
    }
}
