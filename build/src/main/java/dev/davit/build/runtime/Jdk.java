package dev.davit.build.runtime;

import dev.davit.app.Failure;
import dev.davit.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A Java development kit on this machine. Safe for use by several threads. */
public final class Jdk {
    private static final int LEAST_FEATURE = 25;

    private final Path home;
    private final int feature;
    private final int machine;
    private final String identity;
    private final JdkModules modules;

    private Jdk(Path home, int feature, int machine, String identity, JdkModules modules) {
        this.home = home;
        this.feature = feature;
        this.machine = machine;
        this.identity = identity;
        this.modules = modules;
    }

    /**
     * The JDK in this folder.
     *
     * @throws Failure of category BUILD when there is none that a runtime can be linked from
     */
    public static Jdk at(Path home) {
        Path real = home.toAbsolutePath().normalize();
        try {
            String release = Files.readString(real.resolve("release"));
            Path modules = real.resolve("lib/modules");
            // A kit that was updated in its place need not say so in its release file.
            String state = release + Files.size(modules) + Files.getLastModifiedTime(modules);
            if (!Files.isExecutable(real.resolve("bin/jlink")) || !Files.isExecutable(real.resolve("bin/javac"))) {
                throw failure(real, "it has no compiler or no jlink");
            }
            int feature = feature(release);
            if (feature < LEAST_FEATURE) {
                throw failure(real, "it is Java " + feature);
            }
            byte[] java = Files.readAllBytes(real.resolve("bin/java"));
            String identity =
                    Digest.sha256(state.getBytes(StandardCharsets.UTF_8)).hex();
            return new Jdk(real, feature, Elf.parse(java).map(Elf::machine).orElse(0), identity, new JdkModules(real));
        } catch (IOException e) {
            throw failure(real, String.valueOf(e)).causedBy(e);
        }
    }

    public Path home() {
        return home;
    }

    /** Such as 25. */
    public int feature() {
        return feature;
    }

    /** The processor that it runs on, as ELF files number it. */
    public int machine() {
        return machine;
    }

    /** Tells this JDK, in this state, from every other one, in hexadecimal. */
    public String identity() {
        return identity;
    }

    public JdkModules modules() {
        return modules;
    }

    private static int feature(String release) {
        return Arrays.stream(release.split("\n", -1))
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> line.replaceAll("[^0-9.]", "").split("\\.", 2)[0])
                .filter(text -> !text.isEmpty())
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(0);
    }

    private static Failure failure(Path home, String why) {
        return Failure.of(Failure.Category.BUILD, home + " cannot be built with: " + why)
                .withFix("set JAVA_HOME to a Java development kit of version " + LEAST_FEATURE + " or newer");
    }
}
