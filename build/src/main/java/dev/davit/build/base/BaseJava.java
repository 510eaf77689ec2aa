package dev.davit.build.base;

import dev.davit.image.ContainerConfig;
import dev.davit.image.rootfs.ImageFiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Java runtime of a base.
 *
 * @param command absolute path of {@code java} in the base, links followed
 * @param feature such as 25; nothing where the runtime does not say
 */
public record BaseJava(String command, OptionalInt feature) {
    /** What the {@code PATH} of a container is when its image has none. */
    static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final List<String> USUAL_HOMES = List.of("/opt/java/openjdk", "/opt/java", "/opt/jdk");
    private static final String DEBIAN_HOMES = "/usr/lib/jvm";
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"?(?:1\\.)?(\\d{1,3})");
    private static final Pattern VARIABLE = Pattern.compile("(?:jdk|jre)?-?(?:1\\.)?(\\d{1,3}).*");

    /** Whether the content of this file is needed to find out about Java. */
    static boolean needs(String path) {
        return path.endsWith("/release");
    }

    /**
     * Looks where the base says that Java is, by {@code JAVA_HOME} and {@code PATH}, then where it usually is.
     *
     * @param files with the content of those that {@link #needs} asks for
     */
    static Optional<BaseJava> find(ContainerConfig config, ImageFiles files) {
        List<String> homes = new ArrayList<>();
        List<String> folders = new ArrayList<>();
        Optional.ofNullable(config.env().get("JAVA_HOME")).ifPresent(home -> folders.add(home + "/bin"));
        folders.addAll(List.of(config.env().getOrDefault("PATH", DEFAULT_PATH).split(":", -1)));
        homes.addAll(USUAL_HOMES);
        files.list(DEBIAN_HOMES).forEach(name -> homes.add(DEBIAN_HOMES + "/" + name));
        homes.forEach(home -> folders.add(home + "/bin"));
        return folders.stream()
                .filter(folder -> folder.startsWith("/"))
                .flatMap(folder -> files.file(folder + "/java").stream())
                .findFirst()
                .map(command -> new BaseJava(command, feature(command, config, files)));
    }

    /** Its {@code JAVA_HOME}. */
    public String home() {
        return command.endsWith("/bin/java") ? command.substring(0, command.length() - "/bin/java".length()) : "";
    }

    private static OptionalInt feature(String command, ContainerConfig config, ImageFiles files) {
        String home = new BaseJava(command, OptionalInt.empty()).home();
        Optional<Matcher> told = files.content(home + "/release")
                .map(bytes -> VERSION.matcher(new String(bytes, StandardCharsets.UTF_8)))
                .filter(Matcher::find)
                .or(() -> Optional.ofNullable(config.env().get("JAVA_VERSION"))
                        .map(VARIABLE::matcher)
                        .filter(Matcher::matches));
        return told.map(matcher -> OptionalInt.of(Integer.parseInt(matcher.group(1))))
                .orElse(OptionalInt.empty());
    }
}
