package dev.davit.image.registry;

import dev.davit.image.Descriptor;
import dev.davit.image.registry.RegistryException.Asked;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a blob from a registry, and goes on where it stopped when the connection drops. The last bytes are handed out only
 * when digest and length are those of the descriptor. One thread reads; another one may close.
 */
final class BlobInput extends InputStream {

    /** A blob may go on so often without much progress in between. */
    private static final long PROGRESS = 1024 * 1024;

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(?:(\\d{1,18})|\\*)");

    private final Sources sources;
    private final Descriptor blob;
    private final MessageDigest hash;
    private volatile @Nullable Answer answer;
    private volatile boolean closed;
    private long position;
    private long progressed;
    private int failures;

    BlobInput(Sources sources, Descriptor blob) {
        this.sources = sources;
        this.blob = blob;
        this.hash = blob.digest().newMessageDigest();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position < blob.size() || answer == null) {
            Answer open = opened();
            if (blob.size() == 0) {
                verify(open);
                return -1;
            }
            int read = readSome(open, bytes, offset, length);
            if (read > 0) {
                hash.update(bytes, offset, read);
                position += read;
                if (position == blob.size()) {
                    verify(open);
                }
                return read;
            }
        }
        return -1;
    }

    /** Ends a read that waits, so any thread may call it. */
    @Override
    public void close() throws IOException {
        closed = true;
        Answer open = answer;
        if (open != null) {
            open.body().close();
        }
    }

    /** Up to so many bytes, or none when the connection dropped and should be made again. */
    private int readSome(Answer open, byte[] bytes, int offset, int length) throws IOException {
        IOException dropped;
        try {
            int read = open.body().read(bytes, offset, (int) Math.min(length, blob.size() - position));
            if (read > 0) {
                return read;
            }
            dropped = new IOException("the blob ended after " + position + " of " + blob.size() + " bytes");
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            dropped = e;
        }
        if (closed) {
            throw dropped;
        }
        answer = null;
        open.body().close();
        failures = position - progressed >= PROGRESS ? 1 : failures + 1;
        progressed = position;
        sources.own().connection().pause(RegistryException.unreachable(asked(open), dropped), failures);
        return 0;
    }

    private Answer opened() throws IOException {
        Answer open = answer;
        if (open == null) {
            open = sources.blob(blob.digest(), position);
            boolean isPart = isPart(open);
            OptionalLong length = open.headers().firstValueAsLong("Content-Length");
            long expected = isPart ? blob.size() - position : blob.size();
            if (length.isPresent() && length.getAsLong() != expected) {
                open.body().close();
                throw wrong(open, "with " + length.getAsLong() + " bytes instead of " + expected);
            }
            answer = open;
            if (closed) {
                close();
                throw new IOException("closed");
            }
            if (!isPart) {
                skip(open);
            }
        }
        return open;
    }

    private void skip(Answer open) throws IOException {
        try {
            open.body().skipNBytes(position);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw RegistryException.unreachable(asked(open), e);
        }
    }

    /** Whether the answer begins where this one stopped, instead of at the blob's beginning. */
    private boolean isPart(Answer open) throws IOException {
        if (open.status() != 206) {
            return false;
        }
        Matcher range = CONTENT_RANGE.matcher(open.header("Content-Range").orElse(""));
        if (!range.matches()
                || Long.parseLong(range.group(1)) != position
                || (range.group(2) != null && Long.parseLong(range.group(2)) != blob.size())) {
            open.body().close();
            throw wrong(open, "with another part of the blob than the one asked for");
        }
        return true;
    }

    private void verify(Answer open) throws IOException {
        if (open.body().read() >= 0) {
            open.body().close();
            throw wrong(open, "with more than the " + blob.size() + " bytes of blob " + blob.digest());
        }
        byte[] found = hash.digest();
        if (!blob.digest().matches(found)) {
            throw wrong(open, "with content that is not that of blob " + blob.digest());
        }
    }

    private RegistryException wrong(Answer open, String what) {
        return RegistryException.misbehaved(asked(open), open.status(), what);
    }

    private Asked asked(Answer open) {
        return Asked.of(sources.own().connection().registry(), open);
    }
}
