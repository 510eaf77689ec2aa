package dev.davit.app;

import java.util.Locale;
import java.util.regex.Pattern;

/** The name of an app and of its service: a DNS label (RFC 1123 §2.1), which every platform accepts. */
public record AppName(String value) {
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public AppName {
        if (!DNS_LABEL.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + value + "' is not a name: expected 1 to 63 lower-case letters,"
                    + " digits and inner hyphens, such as 'web-shop'");
        }
    }

    /** The name that a folder suggests: its own, with what a name cannot hold turned into hyphens. */
    public static AppName fromFolder(String folder) {
        String label = folder.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        label = label.substring(0, Math.min(63, label.length())).replaceAll("^-+|-+$", "");
        return new AppName(label.isEmpty() ? "app" : label);
    }

    @Override
    public String toString() {
        return value;
    }
}
