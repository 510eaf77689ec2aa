package dev.davit.image.layer;

import dev.davit.image.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Digests and counts what is read, and stops when there is more of it than there may be. */
final class VerifiedInput extends FilterInputStream {

    private final String what;
    private final Digest expected;
    private final long most;
    private final String tooMuch;
    private final MessageDigest hash;
    private long count;
    private @Nullable IOException failure;

    /**
     * Wraps a stream.
     *
     * @param what names the content in messages
     * @param most the number of bytes that there may be
     * @param tooMuch what to say when there are more
     */
    VerifiedInput(InputStream in, String what, Digest expected, long most, String tooMuch) {
        super(in);
        this.what = what;
        this.expected = expected;
        this.most = most;
        this.tooMuch = tooMuch;
        this.hash = expected.newMessageDigest();
    }

    /** Whether reading from below ended with this very exception, which then is no fault of what was read. */
    boolean failedWith(IOException e) {
        return e.equals(failure);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = readBelow(bytes, offset, length);
        if (read > 0) {
            count += read;
            if (count > most) {
                throw new LayerException(what + tooMuch);
            }
            hash.update(bytes, offset, read);
        }
        return read;
    }

    @Override
    public long skip(long n) throws IOException {
        byte[] skipped = new byte[(int) Math.min(n, 1 << 13)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Reads what is left, then checks the digest of everything. */
    void verify() throws IOException {
        byte[] rest = new byte[1 << 16];
        while (read(rest, 0, rest.length) >= 0) {
            // reading is all that is wanted
        }
        if (!expected.matches(hash.digest())) {
            throw new LayerException(
                    what + " is damaged: its content is not what its digest says. Build or pull the image again.");
        }
    }

    private int readBelow(byte[] bytes, int offset, int length) throws IOException {
        try {
            return in.read(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
