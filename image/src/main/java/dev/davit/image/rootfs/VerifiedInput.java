package dev.davit.image.rootfs;

import dev.davit.image.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Digests and counts what is read, and stops when there is more of it than there may be. */
final class VerifiedInput extends FilterInputStream {

    private final String what;
    private final Digest expected;
    private final long most;
    private final MessageDigest hash;
    private long count;

    /**
     * Wraps a stream.
     *
     * @param what names the content in messages
     * @param most the number of bytes that there may be
     */
    VerifiedInput(InputStream in, String what, Digest expected, long most) {
        super(in);
        this.what = what;
        this.expected = expected;
        this.most = most;
        this.hash = expected.newMessageDigest();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = in.read(bytes, offset, length);
        if (read > 0) {
            count += read;
            if (count > most) {
                throw new UnpackException(what + " is damaged: it has more than the " + most + " bytes it should have");
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

    /** Never 0 before the end: the JDK's gzip stream takes that for the end of a stream of several members. */
    @Override
    public int available() throws IOException {
        return count < most ? Math.max(1, in.available()) : 0;
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
            throw new UnpackException(
                    what + " is damaged: its content is not what its digest says. Build or pull the image again.");
        }
    }
}
