package dev.davit.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The name of content by what it holds, such as {@code sha256:9f86d0...}.
 *
 * @param algorithm {@code sha256} or {@code sha512}, the registered algorithms of the OCI image specification
 * @param hex the hash in lower-case hexadecimal, of exactly the algorithm's length
 */
public record Digest(String algorithm, String hex) {

    private static final Map<String, Integer> HEX_LENGTH = Map.of("sha256", 64, "sha512", 128);
    private static final Map<String, String> JAVA_NAME = Map.of("sha256", "SHA-256", "sha512", "SHA-512");

    public Digest {
        Integer length = HEX_LENGTH.get(algorithm);
        if (length == null || hex.length() != length || !hex.chars().allMatch(Digest::isLowerHex)) {
            throw new IllegalArgumentException("Not a digest: " + Shown.of(algorithm + ":" + hex)
                    + ". Expected sha256: and 64, or sha512: and 128, lower-case hexadecimal digits.");
        }
    }

    /** Reads {@code algorithm:hex}. */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        return new Digest(colon < 0 ? "" : text.substring(0, colon), text.substring(colon + 1));
    }

    /** The SHA-256 digest of these bytes. */
    public static Digest sha256(byte[] content) {
        return of(newSha256().digest(content));
    }

    /** The digest that a finished SHA-256 computation came to. */
    public static Digest of(byte[] sha256) {
        return new Digest("sha256", HexFormat.of().formatHex(sha256));
    }

    /** A fresh SHA-256 computation, whose result {@link #of} takes. */
    public static MessageDigest newSha256() {
        return newMessageDigest("SHA-256");
    }

    /** A fresh computation of this digest's algorithm. */
    public MessageDigest newMessageDigest() {
        return newMessageDigest(JAVA_NAME.getOrDefault(algorithm, algorithm));
    }

    /** Whether a finished computation of this digest's algorithm came to this digest. */
    public boolean matches(byte[] hash) {
        return hex.equals(HexFormat.of().formatHex(hash));
    }

    /** Whether this is the digest of these bytes. */
    public boolean isOf(byte[] content) {
        return matches(newMessageDigest().digest(content));
    }

    /** As the compiler would have it, which the JVM would have to put together anew at each start. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Digest that && hex.equals(that.hex) && algorithm.equals(that.algorithm);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }

    private static boolean isLowerHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    private static MessageDigest newMessageDigest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has " + name, e);
        }
    }
}
