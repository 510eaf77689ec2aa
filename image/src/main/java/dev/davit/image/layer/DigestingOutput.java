package dev.davit.image.layer;

import dev.davit.image.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Digests and counts what passes through. Never closes the stream it writes to. */
final class DigestingOutput extends OutputStream {

    private final OutputStream out;
    private final MessageDigest sha256 = Digest.newSha256();
    private long count;

    DigestingOutput(OutputStream out) {
        this.out = out;
    }

    /** The digest of all bytes so far; to be asked once, at the end. */
    Digest digest() {
        return Digest.of(sha256.digest());
    }

    long count() {
        return count;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        sha256.update(bytes, offset, length);
        out.write(bytes, offset, length);
        count += length;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }
}
