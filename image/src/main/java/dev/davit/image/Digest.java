package dev.davit.image;

/** Stand-in until the image module lands. */
public record Digest(String algorithm, String hex) {
    public static Digest parse(String text) {
        String[] parts = text.split(":", 2);
        return new Digest(parts[0], parts[1]);
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
