package dev.davit.image.store;

import dev.davit.image.Content;
import dev.davit.image.Descriptor;
import dev.davit.image.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** A blob of the store, digested while it is read: nobody gets the last bytes of one that is damaged. */
final class StoredContent implements Content {

    private final Blobs blobs;
    private final Origins origins;
    private final Descriptor blob;

    StoredContent(Blobs blobs, Origins origins, Descriptor blob) {
        this.blobs = blobs;
        this.origins = origins;
        this.blob = blob;
    }

    @Override
    public List<ImageReference> repositories() {
        return origins.of(blob.digest());
    }

    @Override
    public InputStream open() throws IOException {
        try {
            Optional<Stamp> stamp = Stamp.of(blobs.path(blob.digest()));
            if (stamp.isPresent()) {
                return new Verifying(Files.newInputStream(blobs.path(blob.digest())), stamp.get());
            }
        } catch (NoSuchFileException e) {
            // Said below.
        }
        throw damaged("it is not there any more");
    }

    private ImageStoreException damaged(String what) {
        return ImageStoreException.corrupt(
                blobs.path(blob.digest()), what, "Run the command again: it makes or fetches the layer anew");
    }

    /** Deletes the blob where its content turns out to be other than its name says. */
    private final class Verifying extends InputStream {
        private final InputStream in;
        private final Stamp stamp;
        private final MessageDigest hash = blob.digest().newMessageDigest();
        private long left = blob.size();

        Verifying(InputStream in, Stamp stamp) {
            this.in = in;
            this.stamp = stamp;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 || length == 0) {
                return length == 0 ? 0 : -1;
            }
            int read = in.read(bytes, offset, (int) Math.min(length, left));
            if (read > 0) {
                hash.update(bytes, offset, read);
                left -= read;
            }
            if (read < 0 || left == 0) {
                verify();
            }
            return read;
        }

        private void verify() throws IOException {
            if (left > 0 || in.read() >= 0) {
                blobs.verify(blob.digest());
                throw damaged("its size is not the " + blob.size() + " bytes that were expected");
            }
            if (!blob.digest().matches(hash.digest())) {
                blobs.discard(blob.digest(), stamp);
                throw damaged("its content is not what its digest says");
            }
        }

        /** Never 0 before the end: the JDK's gzip stream takes that for the end of a stream of several members. */
        @Override
        public int available() {
            return (int) Math.min(left, Integer.MAX_VALUE);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
