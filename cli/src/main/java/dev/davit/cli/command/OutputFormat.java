package dev.davit.cli.command;

import java.util.Locale;

/** What the result on the standard output looks like. */
enum OutputFormat {
    TEXT,
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
