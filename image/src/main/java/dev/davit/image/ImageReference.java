package dev.davit.image;

/** Stand-in until the image module lands. */
public record ImageReference(String text) {
    public static ImageReference parse(String text) {
        return new ImageReference(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
