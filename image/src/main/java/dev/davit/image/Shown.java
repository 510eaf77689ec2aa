package dev.davit.image;

/** Input of strangers as a message may show it: quoted, in one line, and not too long. */
final class Shown {

    private static final int MOST = 100;

    private Shown() {}

    static String of(String input) {
        String text = input.length() <= MOST ? input : input.substring(0, MOST) + "...";
        var shown = new StringBuilder("'");
        text.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.append((char) c);
            }
        });
        return shown.append('\'').toString();
    }
}
