package dev.davit.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code davit version}. */
@Command(name = "version", description = "Show the version of Davit and of its Java runtime.")
final class Version implements Callable<Integer> {
    @Mixin
    private CommonOptions options;

    @Override
    public Integer call() {
        String java = Runtime.version().toString();
        options.davit()
                .print(
                        "davit " + ofDavit() + " (Java " + java + ")",
                        Json.object().put("version", ofDavit()).put("java", java));
        return 0;
    }

    static String ofDavit() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("/dev/davit/cli/version.properties")) {
            properties.load(Objects.requireNonNull(in, "version.properties is part of the program"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
